package io.salessync.flows.graph;

/** What a field of a record holds. In Java: String, Long, Double, Boolean, LocalDate, Instant, anything JSON has. */
public enum FieldType {
    TEXT,
    WHOLE,
    NUMBER,
    FLAG,
    DATE,
    /** An instant, in UTC. */
    TIME,
    /** Not known before: lists, nested documents, or whatever a source brings. */
    ANY
}
