package io.salessync.kernel.access;

import java.util.Locale;

/** What somebody may do: {@code module:verb}. Also the scopes of API keys. */
public enum Permission {
    ACCESS_READ,
    ACCESS_WRITE,
    ALERTS_READ,
    /** Rules, channels, acknowledging. */
    ALERTS_WRITE,
    AUDIT_READ,
    CONNECTIONS_READ,
    CONNECTIONS_WRITE,
    /** People and companies, with their personal fields. */
    CUSTOMERS_READ,
    /** Change, import, merge, decide whether two are the same. */
    CUSTOMERS_WRITE,
    FLOWS_READ,
    /** Draw, publish, switch on and off. */
    FLOWS_WRITE,
    /** Start, approve, run again. */
    FLOWS_RUN,
    LOGS_READ,
    /** See personal fields in logs. */
    LOGS_PERSONAL,
    MAIL_READ,
    /** Read the figures of the whole server, for monitoring. */
    METRICS_READ,
    ORDERSYNC_READ,
    /** Change mappings and import orders. */
    ORDERSYNC_WRITE,
    /** Plan, run, retry, undo. */
    ORDERSYNC_RUN,
    /** Sequences, leads, senders and what was said. */
    OUTREACH_READ,
    /** Sequences, senders, suppression lists, settings. */
    OUTREACH_WRITE,
    /** Launch, import leads, approve texts, reply, recover, the kill switch. */
    OUTREACH_RUN,
    /** Saved pulls and mappings of fields, and what they brought. */
    PULLS_READ,
    PULLS_WRITE,
    /** What is to be written back to a vendor, record by record. */
    PUSHES_READ,
    /** Propose a push, undo one. */
    PUSHES_WRITE,
    /** Approve or refuse what others propose. */
    PUSHES_APPROVE,
    RECORDS_READ,
    RECORDS_WRITE,
    RUNS_READ,
    /** Pause, resume, cancel, retry. */
    RUNS_WRITE,
    TAGS_READ,
    /** Make tags, put them on customers, take them off. */
    TAGS_WRITE;

    /** As it is written in documents and checks: {@code ordersync:write}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
