package io.salessync.flows;

import io.salessync.flows.graph.Checked;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.Finding;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowStore;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.runs.RunView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Flows as the API shows them. */
final class FlowViews {
    private FlowViews() {}

    record TriggerView(String id, String type, String summary) {}

    record FlowItem(
            UUID id,
            String name,
            String title,
            @Nullable String description,
            FlowStore.State state,
            @Nullable Integer publishedVersion,
            @Nullable Integer draftVersion,
            Instant updatedAt,
            String updatedBy,
            List<TriggerView> triggers,
            @Nullable Instant nextDue,
            @Nullable RunView lastRun,
            long activeRuns) {
        static FlowItem of(Flows flows, Flows.Standing standing) {
            FlowStore.Flow flow = standing.flow();
            return new FlowItem(
                    flow.id(),
                    flow.name(),
                    flow.title(),
                    flow.description(),
                    flow.state(),
                    flow.published(),
                    flow.draft(),
                    flow.updatedAt(),
                    flow.updatedBy(),
                    standing.definition().triggers().stream()
                            .map(trigger -> new TriggerView(trigger.id(), trigger.type(), flows.summary(trigger)))
                            .toList(),
                    standing.nextDue(),
                    standing.lastRun() == null ? null : RunView.of(standing.lastRun()),
                    standing.activeRuns());
        }
    }

    /** @param next what to give as {@code after} for the flows that follow */
    record FlowItems(List<FlowItem> items, @Nullable String next) {}

    record FieldView(String name, FieldType type) {}

    record ShapeView(List<FieldView> fields, boolean open) {
        static ShapeView of(RecordShape shape) {
            return new ShapeView(
                    shape.fields().entrySet().stream()
                            .map(field -> new FieldView(field.getKey(), field.getValue()))
                            .toList(),
                    shape.open());
        }

        static Map<String, Map<String, ShapeView>> all(Checked checked) {
            Map<String, Map<String, ShapeView>> all = new LinkedHashMap<>();
            checked.shapes().forEach((node, ports) -> {
                Map<String, ShapeView> views = new LinkedHashMap<>();
                ports.forEach((port, shape) -> views.put(port, of(shape)));
                all.put(node, views);
            });
            return all;
        }
    }

    record FlowAnswer(
            UUID id,
            String name,
            String title,
            @Nullable String description,
            FlowStore.State state,
            @Nullable Integer publishedVersion,
            @Nullable Integer draftVersion,
            Instant updatedAt,
            String updatedBy,
            List<TriggerView> triggers,
            @Nullable Instant nextDue,
            @Nullable RunView lastRun,
            long activeRuns,
            @Nullable FlowDefinition draft,
            @Nullable FlowDefinition published,
            List<Finding> findings,
            Map<String, Map<String, ShapeView>> shapes) {
        static FlowAnswer of(
                FlowItem item, @Nullable FlowDefinition draft, @Nullable FlowDefinition published, Checked checked) {
            return new FlowAnswer(
                    item.id(),
                    item.name(),
                    item.title(),
                    item.description(),
                    item.state(),
                    item.publishedVersion(),
                    item.draftVersion(),
                    item.updatedAt(),
                    item.updatedBy(),
                    item.triggers(),
                    item.nextDue(),
                    item.lastRun(),
                    item.activeRuns(),
                    draft,
                    published,
                    checked.findings(),
                    ShapeView.all(checked));
        }
    }

    record CheckAnswer(List<Finding> findings, Map<String, Map<String, ShapeView>> shapes) {}

    record SaveAnswer(UUID id, int version, List<Finding> findings, Map<String, Map<String, ShapeView>> shapes) {
        static SaveAnswer of(Flows.Saved saved) {
            return new SaveAnswer(
                    saved.flow().id(),
                    saved.flow().newest(),
                    saved.checked().findings(),
                    ShapeView.all(saved.checked()));
        }
    }
}
