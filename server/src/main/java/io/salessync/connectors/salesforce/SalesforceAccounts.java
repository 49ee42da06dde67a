package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmConnector.Remaining;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.VendorConnector.Profile;
import io.salessync.connectors.budgets.DayUse;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Who we are at Salesforce, and what is left of the organisation's limits. */
@Component
class SalesforceAccounts {
    static final Profile PROFILE = new Profile(
            "Salesforce",
            URI.create("https://example.my.salesforce.com"),
            "In Salesforce: Setup, External Client App Manager, a new app with OAuth switched on and the scopes api and"
                    + " refresh_token. The address is your My Domain, as it stands in Setup under My Domain.");

    private final SalesforceReads reads;
    private final SalesforceLogin login;
    private final SalesforceSessions sessions;
    private final DayUse days;
    private final Tokens tokens;

    SalesforceAccounts(
            SalesforceReads reads, SalesforceLogin login, SalesforceSessions sessions, DayUse days, Tokens tokens) {
        this.reads = reads;
        this.login = login;
        this.sessions = sessions;
        this.days = days;
        this.tokens = tokens;
    }

    String whoAmI(Connection connection) {
        // a test is about the secrets as they are now, not about a session that is still good
        sessions.forget(connection);
        Session session = sessions.session(connection);
        Setup setup = Setup.of(connection);
        checkVersion(connection, setup);
        Remaining calls = limits(connection, null).get("DailyApiRequests");
        return who(connection, session, setup) + " at " + session.instance().getHost() + ", version "
                + setup.apiVersion()
                + (calls == null ? "" : ", %,d of %,d calls left".formatted(calls.left(), calls.most()));
    }

    /** People know each other by names; a profile that may not see users is told by ids alone. */
    private String who(Connection connection, Session session, Setup setup) {
        if (session.user().isEmpty()) {
            return session.who();
        }
        try {
            Ask ask = Ask.get(
                            connection, "retrieve", setup.path("/sobjects/User/" + session.user() + "?fields=Username"))
                    .free();
            String name = reads.json(ask, null).path("Username").asString("");
            return name.isEmpty() ? session.who() : name + " (" + session.who() + ")";
        } catch (SalesforceReads.Refused refused) {
            return session.who();
        }
    }

    private void checkVersion(Connection connection, Setup setup) {
        Ask ask = Ask.get(connection, "versions", "/services/data/").free();
        List<String> versions = new ArrayList<>();
        try {
            for (JsonNode one : reads.json(ask, null)) {
                versions.add(one.path("version").asString(""));
            }
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
        if (!versions.isEmpty() && !versions.contains(setup.apiVersion())) {
            throw Problem.of(
                            ConnectorsProblem.WRONG_SETTING,
                            "Setting 'apiVersion': this organisation does not speak " + setup.apiVersion()
                                    + "; its newest version is " + versions.getLast() + ".")
                    .with("setting", Setup.API_VERSION);
        }
    }

    void approved(Connection connection, String code, String redirect, String verifier) {
        sessions.put(connection, login.approve(connection, code, redirect, verifier));
    }

    Map<String, Remaining> limits(Connection connection, @Nullable ActiveRun run) {
        JsonNode told;
        try {
            told = reads.json(
                    Ask.get(connection, "limits", Setup.of(connection).path("/limits"))
                            .free(),
                    run);
        } catch (SalesforceReads.Refused refused) {
            throw SalesforceReads.queryRefused(connection, refused.fault());
        }
        Map<String, Remaining> limits = new LinkedHashMap<>();
        told.properties().forEach(entry -> {
            JsonNode one = entry.getValue();
            if (one.path("Max").isNumber() && one.path("Remaining").isNumber()) {
                limits.put(
                        entry.getKey(),
                        new Remaining(
                                one.path("Max").asLong(), one.path("Remaining").asLong()));
            }
        });
        Remaining calls = limits.get("DailyApiRequests");
        if (calls != null) {
            days.toldRolling(
                    connection.tenant(),
                    tokens.open(connection).account(),
                    calls.most(),
                    Math.max(0, calls.most() - calls.left()));
        }
        return limits;
    }

    @Nullable Remaining callsToday(Connection connection) {
        DayUse.Today today = days.today(
                        connection.tenant(), tokens.open(connection).account())
                .orElse(null);
        Long limit = today == null ? null : today.limit();
        return limit == null || today == null
                ? null
                : new Remaining(limit, Math.max(0, limit - (long) Math.ceil(today.calls())));
    }
}
