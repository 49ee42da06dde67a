package io.salessync.pushes;

import io.salessync.connectors.Connection;
import io.salessync.flows.graph.FlowVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked to be written to a CRM.
 *
 * @param object such as {@code Contact}
 * @param keyField the field that records are told apart by: {@code Id} for {@link PushMode#UPDATE}, an external id for
 *     {@link PushMode#UPSERT}, {@code ContactId} or {@code LeadId} for {@link PushMode#MEMBER}
 * @param fields what is written, by the vendor's names, in order
 * @param added those of them, of several values, to which the values are added
 * @param taken those of them from which the values are taken
 * @param reason why, for whoever reviews it
 * @param purpose what consent has to cover, such as {@code marketing}
 * @param unknownAllowed whether somebody of whom no consent is known may be written
 * @param lasts how long somebody has to decide
 */
public record PushRequest(
        Connection connection,
        String object,
        PushMode mode,
        String keyField,
        List<String> fields,
        List<String> added,
        List<String> taken,
        String title,
        String reason,
        String purpose,
        String channel,
        boolean unknownAllowed,
        Duration lasts,
        Origin origin,
        List<Wanted> rows) {
    public PushRequest {
        fields = List.copyOf(fields);
        added = List.copyOf(added);
        taken = List.copyOf(taken);
        rows = List.copyOf(rows);
    }

    /**
     * Where it comes from.
     *
     * @param proposedBy as the audit trail names them
     * @param proposedById null: the program, on its schedule
     * @param author who answers for what proposed it by itself, such as whoever published the flow; they cannot approve it
     *     either. Null: nobody, or the program
     */
    public record Origin(
            String proposedBy,
            @Nullable UUID proposedById,
            @Nullable UUID run,
            @Nullable UUID flow,
            @Nullable String flowName,
            @Nullable String node,
            @Nullable UUID parked,
            FlowVersions.@Nullable Author author) {}

    /**
     * A record that is to be written.
     *
     * @param key the value of the key field
     * @param recordKey as logs name it
     * @param person who of ours it is, where known
     * @param label for people, such as a name
     * @param values by the vendor's field names: text, number, true or false, null
     */
    public record Wanted(
            String key, String recordKey, @Nullable UUID person, String label, Map<String, @Nullable Object> values) {}
}
