package io.salessync.sandbox.monday;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How one column type takes a value and how it tells it as text. */
interface ValueForm {
    /** Checks what was sent and turns it into what is kept; null clears the column. */
    @Nullable JsonNode take(JsonNode given, Column column, Writing writing);

    String text(JsonNode kept, Column column, People people);
}
