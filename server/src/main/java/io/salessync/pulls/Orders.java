package io.salessync.pulls;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What rows are sorted by, as people write it in a line: a field, with {@code asc} or {@code desc} behind it where they like. */
final class Orders {
    private Orders() {}

    /** In the form that queries have; what is wrong with a word is found where the query is made. */
    static ArrayNode of(List<String> lines) {
        ArrayNode orders = JsonNodeFactory.instance.arrayNode();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", 2);
            ObjectNode order = orders.addObject().put("field", words[0]);
            if (words.length > 1) {
                order.put("direction", words[1]);
            }
        }
        return orders;
    }
}
