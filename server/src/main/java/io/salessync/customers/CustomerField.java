package io.salessync.customers;

import io.salessync.flows.graph.FieldType;

/** A field of a customer that holds one value. */
interface CustomerField {
    /** As it is written in documents and mappings. */
    String text();

    /** For people. */
    String label();

    FieldType type();

    /** Its column. */
    String column();
}
