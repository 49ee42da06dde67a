package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAccount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * How well an account is; the lowest factor counts.
 *
 * @param percent 100: nothing is wrong
 * @param factors all of them, the lowest first
 */
record Health(@Schema(example = "60") int percent, List<Factor> factors) {
    private static final String STATUS = "status";

    /** One thing that speaks for or against it. */
    record Factor(
            @Schema(example = "acceptance") String name,
            @Schema(example = "60") int percent,

            @Schema(example = "12 of 80 invitations of 30 days were accepted (15 %).")
            String reason) {}

    static final int ENOUGH_INVITATIONS = 30;

    /** How much of a day's invitations is left by it, in percent: its standing holds everything or nothing, and makes nothing less. */
    int paced() {
        return factors.stream()
                .filter(factor -> !factor.name().equals(STATUS))
                .mapToInt(Factor::percent)
                .min()
                .orElse(100);
    }

    static Health of(Sheet sheet) {
        Sender sender = sheet.sender();
        List<Factor> factors = new ArrayList<>();
        factors.add(status(sender));
        if (sender.channel() == io.salessync.outreach.leads.Leads.Channel.LINKEDIN) {
            factors.add(acceptance(sheet));
            factors.add(pending(sheet));
            factors.add(landings(sheet));
            factors.add(age(sender));
        }
        factors.add(refusals(sheet));
        factors.sort(java.util.Comparator.comparingInt(Factor::percent));
        return new Health(factors.getFirst().percent(), List.copyOf(factors));
    }

    private static Factor status(Sender sender) {
        if (sender.refused() != null) {
            return new Factor(STATUS, 0, "An unknown error stopped it; a person has to let it go on.");
        }
        Bar bar = sender.bar();
        if (bar != null && sender.status() == OutreachAccount.Status.OK) {
            return new Factor(STATUS, 0, bar.sentence() + ".");
        }
        return switch (sender.status()) {
            case OK -> new Factor(STATUS, 100, "The service can work with it.");
            case CONNECTING, UNKNOWN -> new Factor(STATUS, 50, "The service is not through with it yet.");
            case CREDENTIALS -> new Factor(STATUS, 0, "Its owner has to sign in again.");
            case PERMISSIONS, STOPPED, ERROR -> new Factor(STATUS, 0, "The service has stopped working with it.");
            case DELETED -> new Factor(STATUS, 0, "It is gone at the service.");
        };
    }

    private static Factor acceptance(Sheet sheet) {
        if (sheet.invited() < ENOUGH_INVITATIONS) {
            return new Factor("acceptance", 100, "Too few invitations to tell (%d).".formatted(sheet.invited()));
        }
        int rate = 100 * sheet.accepted() / sheet.invited();
        int percent = rate >= 25 ? 100 : rate >= 15 ? 80 : rate >= 8 ? 60 : 40;
        return new Factor(
                "acceptance",
                percent,
                "%d of %d invitations of 30 days were accepted (%d %%)."
                        .formatted(sheet.accepted(), sheet.invited(), rate));
    }

    private static Factor pending(Sheet sheet) {
        int cap = Caps.pending(sheet.sender());
        int share = cap == 0 ? 100 : 100 * sheet.waiting() / cap;
        int percent = share < 60 ? 100 : share < 80 ? 80 : share < 95 ? 60 : 40;
        return new Factor(
                "pending", percent, "%d of %d invitations wait for an answer.".formatted(sheet.waiting(), cap));
    }

    private static Factor landings(Sheet sheet) {
        Sheet.Pace pace = sheet.pace(Action.INVITE);
        Integer usage = sheet.today().equals(pace.day()) ? pace.usage() : null;
        if (usage == null) {
            return new Factor("usage", 100, "The network told of no limit being near today.");
        }
        int percent = usage >= 95 ? 20 : usage >= 90 ? 40 : usage >= 75 ? 70 : 90;
        return new Factor("usage", percent, "The network says %d %% of its limit are used up.".formatted(usage));
    }

    private static Factor age(Sender sender) {
        Integer connections = sender.connections();
        if (connections == null || connections >= Caps.FEW_CONNECTIONS) {
            return new Factor(
                    "age",
                    100,
                    connections == null ? "Not told yet." : "It has %d connections.".formatted(connections));
        }
        return new Factor(
                "age",
                connections < 50 ? 50 : 70,
                "It has %d connections; the network delivers less for accounts with fewer than %d."
                        .formatted(connections, Caps.FEW_CONNECTIONS));
    }

    private static Factor refusals(Sheet sheet) {
        int count = sheet.refusals();
        int percent = count == 0 ? 100 : count <= 2 ? 80 : count <= 5 ? 60 : 40;
        return new Factor(
                "refusals",
                percent,
                count == 0 ? "Nothing was refused in seven days." : "%d were refused in seven days.".formatted(count));
    }
}
