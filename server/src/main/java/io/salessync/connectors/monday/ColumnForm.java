package io.salessync.connectors.monday;

import tools.jackson.databind.JsonNode;

/** Writes a text that is not blank as the JSON of one type of column. */
@FunctionalInterface
interface ColumnForm {
    /** @throws Unfit when the text is no value of the type */
    JsonNode encode(String text);
}
