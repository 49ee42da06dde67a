package io.salessync.flows.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.salessync.flows.graph.FlowDefinition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run of a flow was asked for with: the input of a run of kind {@value #KIND}.
 *
 * @param version the version it executes to its end, whatever is published meanwhile
 * @param since the beginning of the range of time it covers; null: from the beginning
 * @param before its end; null: no end
 * @param definition of a run of a draft, which may change under its number: the draft as it was
 * @param replay null: the sources are asked
 */
record FlowInput(
        UUID flow,
        int version,
        String trigger,
        @Nullable Instant due,
        @Nullable Instant since,
        @Nullable Instant before,
        ObjectNode payload,
        @Nullable UUID startedBy,
        @Nullable FlowDefinition definition,
        @Nullable Replay replay) {
    static final String KIND = "flows.run";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** What is run again. */
    enum What {
        /** All stored inputs. */
        ALL,
        /** The records that failed, each from the node where it did. */
        FAILED,
        /** One record, by its stored input. */
        RECORD,
        /** All stored inputs, but of what they lead to only the node and what follows it. */
        NODE
    }

    /**
     * A run that takes its records from an earlier one instead of its sources.
     *
     * @param of the earlier run
     * @param recordKey of {@link What#RECORD}
     * @param node of {@link What#NODE}
     */
    record Replay(UUID of, What what, @Nullable String recordKey, @Nullable String node) {}

    static FlowInput parse(String json) {
        return JSON.readValue(json, FlowInput.class);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }
}
