package io.salessync.connectors;

/** What a field of a CRM holds. In Java: String, Long, BigDecimal, Boolean, LocalDate, LocalTime, Instant. */
public enum CrmType {
    /** Text, e-mail, phone, address on the web: everything that is compared as text. */
    TEXT,
    /** A record's id, its own or another's. */
    ID,
    /** One of a list. */
    CHOICE,
    /** Several of a list, as one text with semicolons. */
    CHOICES,
    FLAG,
    WHOLE,
    DECIMAL,
    DATE,
    /** An instant, in UTC. */
    INSTANT,
    /** A time of day. */
    TIME,
    /** Composite or binary: cannot be pulled as one value. */
    OTHER
}
