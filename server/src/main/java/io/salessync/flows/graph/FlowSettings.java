package io.salessync.flows.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a flow as a whole.
 *
 * @param key the field that names a record in logs and keeps its order; null: its place in the source
 * @param personal fields that hold personal data: masked in logs for whoever may not see them
 * @param failShare the share of failed records (0 to 1) from which the whole run fails
 * @param failAtLeast not before that many failed
 * @param recordLogs whether a line is kept for each record that went well too; failed ones are always kept
 */
public record FlowSettings(
        @Nullable String key, List<String> personal, double failShare, long failAtLeast, boolean recordLogs) {
    public static final FlowSettings DEFAULT = new FlowSettings(null, List.of(), 1.0, 10, true);

    public FlowSettings {
        personal = List.copyOf(personal);
    }
}
