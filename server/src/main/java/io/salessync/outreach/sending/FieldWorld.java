package io.salessync.outreach.sending;

import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What expressions of conditions see: the lead's fields as the record. */
final class FieldWorld {
    private static final UUID NONE = new UUID(0, 0);

    private FieldWorld() {}

    static boolean holds(Expression expression, Map<String, String> values, Instant now) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>(values);
        return expression.test(new FlowRecord("lead", record), Scope.of("outreach", NONE, now));
    }
}
