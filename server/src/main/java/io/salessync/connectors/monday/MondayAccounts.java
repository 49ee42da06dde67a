package io.salessync.connectors.monday;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardConnector.Allowance;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.budgets.Budgets;
import io.salessync.connectors.budgets.Budgets.Standing;
import io.salessync.connectors.budgets.DayUse;
import io.salessync.connectors.budgets.DayUse.Today;
import io.salessync.connectors.monday.MondayReads.Question;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Who we are at monday.com, and what is left of the account's limits. */
@Component
class MondayAccounts {
    static final String VENDOR = "monday";
    static final String DAY_USE = "platform_api";

    static final BoardConnector.Profile PROFILE = new BoardConnector.Profile(
            "monday.com",
            URI.create("https://api.monday.com/v2"),
            "In monday.com: your picture, Developers, API token, Show. The token acts as you: use one of somebody who may"
                    + " write the boards.");

    /** For questions that belong to no board and so to no pinned version. */
    static final String API_VERSION = "2026-10";

    private static final Duration FRESH = Duration.ofMinutes(5);

    private final MondayReads reads;
    private final Budgets budgets;
    private final DayUse days;
    private final Tokens tokens;
    private final InstantSource clock;

    MondayAccounts(MondayReads reads, Budgets budgets, DayUse days, Tokens tokens, InstantSource clock) {
        this.reads = reads;
        this.budgets = budgets;
        this.days = days;
        this.tokens = tokens;
        this.clock = clock;
    }

    String whoAmI(Connection connection) {
        JsonNode me = ask(connection, "me", MondayDocuments.whoAmI()).path("me");
        return me.path("name").asString("?") + " <" + me.path("email").asString("?") + "> of "
                + me.path("account").path("name").asString("?");
    }

    Allowance allowance(Connection connection) {
        String account = tokens.open(connection).account();
        Instant now = clock.instant();
        Today today = days.today(connection.tenant(), account).orElse(null);
        Instant toldAt = today == null ? null : today.toldAt();
        if (toldAt == null || now.isAfter(toldAt.plus(FRESH))) {
            askDayUse(connection, account);
            today = days.today(connection.tenant(), account).orElse(null);
        }
        Standing cost = budgets.standing(connection.tenant(), account, RateLimits.WRITE)
                .or(() -> budgets.standing(connection.tenant(), account, RateLimits.READ))
                .orElse(null);
        Standing calls = budgets.standing(connection.tenant(), account, RateLimits.MINUTE)
                .orElse(null);
        Long limit = today == null ? null : today.limit();
        return new Allowance(
                cost == null ? null : cost.quota(),
                cost == null ? null : cost.remaining(),
                calls == null ? null : Math.toIntExact(calls.quota()),
                limit == null || today == null ? null : Math.max(0, limit - (long) Math.ceil(today.calls())),
                cost == null ? null : cost.window());
    }

    private void askDayUse(Connection connection, String account) {
        JsonNode told = ask(connection, DAY_USE, MondayDocuments.dayUse()).path("platform_api");
        JsonNode limit = told.path("daily_limit");
        long most = limit.path("total").asLong(limit.path("base").asLong(0));
        if (most <= 0) {
            return;
        }
        String newest = "";
        long used = 0;
        for (JsonNode day : told.path("daily_analytics").path("by_day")) {
            if (day.path("day").asString("").compareTo(newest) > 0) {
                newest = day.path("day").asString("");
                used = day.path("usage").asLong(0);
            }
        }
        // analytics lag behind, and tell of the last day there was a call
        String today = clock.instant().toString().substring(0, 10);
        days.told(connection.tenant(), account, most, newest.compareTo(today) >= 0 ? used : 0);
    }

    private JsonNode ask(Connection connection, String operation, String body) {
        try {
            return reads.ask(new Question(connection, operation, API_VERSION, 1, body, null));
        } catch (MondayReads.Refused refused) {
            throw MondayProblems.of(connection, refused.fault());
        }
    }
}
