package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule that ships, as it is until somebody edits it.
 *
 * @param severity what its alerts are unless whoever notices says otherwise
 * @param settings its numbers by name, as shipped
 * @param on whether it is looked for until somebody says otherwise
 */
record RuleCard(
        String key, String title, String description, Severity severity, Map<String, Integer> settings, boolean on) {
    RuleCard(String key, String title, String description, Severity severity, Map<String, Integer> settings) {
        this(key, title, description, severity, settings, true);
    }

    static final List<RuleCard> SHIPPED = List.of(
            new RuleCard(
                    "run-failed",
                    "A run failed",
                    "A run ended as failed (critical) or with failed records (warning). Recovers when the next one of the same thing succeeds.",
                    Severity.CRITICAL,
                    Map.of()),
            new RuleCard(
                    "run-stuck",
                    "A run is stuck",
                    "A run works but told of no progress for “minutes”.",
                    Severity.WARNING,
                    Map.of("minutes", 30)),
            new RuleCard(
                    "rows-pending-too-long",
                    "Rows wait too long",
                    "Rows of an order sync have waited to be sent for more than “minutes”.",
                    Severity.WARNING,
                    Map.of("minutes", 60)),
            new RuleCard(
                    "budget-nearly-spent",
                    "A vendor's daily budget is nearly spent",
                    "Less than “percentLeft” percent of a connection's calls for the day are left.",
                    Severity.WARNING,
                    Map.of("percentLeft", 10)),
            new RuleCard(
                    "connection-needs-sign-in",
                    "A connection needs attention",
                    "A vendor refuses a connection or cannot be reached through it: its token may have to be renewed.",
                    Severity.CRITICAL,
                    Map.of()),
            new RuleCard(
                    "silent-trigger",
                    "A trigger has fallen silent",
                    "A flow should have run by its schedule and did not.",
                    Severity.CRITICAL,
                    Map.of()),
            new RuleCard(
                    "flow-node",
                    "A flow raised an alert",
                    "A record came to a node that raises alerts. What it says and how much it matters is set at the node; who hears of it, here.",
                    Severity.WARNING,
                    Map.of()),
            new RuleCard(
                    "disk-nearly-full",
                    "The disk is nearly full",
                    "Less than “percentLeft” percent of the disk with the data folder are free.",
                    Severity.CRITICAL,
                    Map.of("percentLeft", 10)),
            new RuleCard(
                    "queue-growing",
                    "The queue grows",
                    "A run that only needs a node has waited for more than “minutes”, or more than “runs” of them wait.",
                    Severity.WARNING,
                    Map.of("minutes", 15, "runs", 1000)),
            new RuleCard(
                    "outreach-account-needs-sign-in",
                    "An outreach account needs attention",
                    "An account that messages go out from has to be signed in again, was stopped or is restricted.",
                    Severity.CRITICAL,
                    Map.of()),
            new RuleCard(
                    "outreach-account-throttled",
                    "An outreach account is throttled",
                    "A network wanted an account to slow down; it pauses and tries again by itself.",
                    Severity.WARNING,
                    Map.of()),
            new RuleCard(
                    "outreach-unknown-error",
                    "An outreach account met an unknown error",
                    "A service answered with an error nobody knows here; the account stands still until a person lets it go on.",
                    Severity.CRITICAL,
                    Map.of()),
            new RuleCard(
                    "outreach-pending-near-cap",
                    "Too many invitations wait",
                    "Nine tenths of the invitations of an account that may wait for an answer do.",
                    Severity.WARNING,
                    Map.of()),
            new RuleCard(
                    "outreach-leads-unverified",
                    "Leads wait to be verified",
                    "For more than two hours nobody knows whether something was sent.",
                    Severity.WARNING,
                    Map.of()),
            new RuleCard(
                    "outreach-lead-stuck",
                    "A lead is stuck",
                    "A lead of a sequence has neither a time nor a reason to wait, or its time passed long ago and nobody did anything.",
                    Severity.WARNING,
                    Map.of()),
            new RuleCard(
                    "outreach-account-health-low",
                    "An outreach account is not well",
                    "The health of an account is below “percent”; its page says which factor it is. Those that have to be signed in again have a rule of their own.",
                    Severity.WARNING,
                    Map.of("percent", 50)),
            new RuleCard(
                    "outreach-usage-near-cap",
                    "An outreach account nears its limit of the day",
                    "“percent” of what an account may do of something today is used up. That is as it should be where many leads are on their way, so it is off until somebody wants to hear of it.",
                    Severity.INFO,
                    Map.of("percent", 90),
                    false),
            new RuleCard(
                    "outreach-detection-late",
                    "Connections are known late",
                    "Of the connections of seven days, 5 in 100 were known more than “hours” after they were made; of at least “cases” where the network told when.",
                    Severity.WARNING,
                    Map.of("hours", 24, "cases", 20)),
            new RuleCard(
                    "outreach-acceptance-low",
                    "Few invitations of a sequence are accepted",
                    "Of the invitations that are a week to thirty days old, surely fewer than “percent” were accepted; of at least “invitations”.",
                    Severity.WARNING,
                    Map.of("percent", 15, "invitations", 50)),
            new RuleCard(
                    "outreach-replies-low",
                    "Few leads of a sequence answer",
                    "Of those who answered or were through in thirty days, surely fewer than “percent” answered; of at least “leads”.",
                    Severity.INFO,
                    Map.of("percent", 3, "leads", 100)),
            new RuleCard(
                    "outreach-errors-rising",
                    "Errors of leads rise",
                    "A class of errors met at least “leads” leads in a day, and “factor” times as many as on a day of the week before.",
                    Severity.WARNING,
                    Map.of("leads", 10, "factor", 3)),
            new RuleCard(
                    "outreach-target-processing",
                    "Outreach sends less than promised",
                    "Of what was to be sent in seven days, surely less went out than is promised; of at least “cases”.",
                    Severity.WARNING,
                    Map.of("cases", 50)),
            new RuleCard(
                    "outreach-target-detection",
                    "Connections that were found are false",
                    "Of the connections of seven days, surely fewer are right than is promised; of at least “cases”. What is missed is known in simulations alone.",
                    Severity.CRITICAL,
                    Map.of("cases", 50)),
            new RuleCard(
                    "outreach-target-recovery",
                    "Outreach recovers slowly",
                    "Of the errors that pass of seven days, surely fewer were over in five minutes than is promised; of at least “cases”.",
                    Severity.WARNING,
                    Map.of("cases", 20)),
            new RuleCard(
                    "outreach-target-uptime",
                    "Outreach was down for longer than promised",
                    "Of the minutes of seven days, surely fewer went well than is promised; of at least “minutes”.",
                    Severity.CRITICAL,
                    Map.of("minutes", 60)),
            new RuleCard(
                    "outreach-champion-moved",
                    "A champion changed jobs",
                    "Somebody who is followed works elsewhere now; what was done about it is on the page of champions.",
                    Severity.INFO,
                    Map.of()),
            new RuleCard(
                    "outreach-champion-asks",
                    "A champion may have changed jobs",
                    "The evidence is not enough to say it: a person decides. Recovers when somebody did.",
                    Severity.INFO,
                    Map.of()));

    static @Nullable RuleCard of(String key) {
        return SHIPPED.stream()
                .filter(card -> card.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /** The card of a rule that a module raises without its being listed here. */
    static RuleCard unlisted(String key) {
        String words = key.replace('-', ' ').strip();
        return new RuleCard(
                key,
                words.isEmpty() ? key : Character.toUpperCase(words.charAt(0)) + words.substring(1),
                "Raised by the program.",
                Severity.WARNING,
                Map.of());
    }
}
