package io.salessync.flows.graph;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a node type is, for the designer and the checks.
 *
 * @param type its name in definitions, such as {@code csv.read}
 * @param icon the name of a Tabler icon
 * @param schema the JSON Schema (2020-12) of its settings, from which the designer makes the form: {@code title},
 *     {@code description}, {@code default}, {@code enum}, {@code format} ({@code cel}, {@code duration}, {@code field},
 *     {@code connection}, {@code secret}, {@code multiline}) are shown
 * @param outputs names of its outputs in order; those of a branch come from its settings instead and are told by the check
 */
public record NodeCard(
        String type,
        String title,
        String description,
        Group group,
        String icon,
        ObjectNode schema,
        boolean source,
        List<String> outputs,
        Effect effect) {
    public NodeCard {
        outputs = List.copyOf(outputs);
    }

    /** Where the palette shows it. */
    public enum Group {
        SOURCE,
        SHAPE,
        STORE,
        SEND,
        CONTROL
    }

    /** What it does beyond the record. */
    public enum Effect {
        /** Nothing: it may be repeated. */
        NONE,
        /** It writes our own data, in the transaction that commits the page. */
        OWN_DATA,
        /** It does something to the outside world: through an intent, at most once. */
        OUTSIDE
    }
}
