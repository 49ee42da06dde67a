package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.records.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Collections of our own records as ends of mappings. */
@Component
final class CollectionFields implements SideFields {
    private final Collections collections;
    private final Database database;

    CollectionFields(Collections collections, Database database) {
        this.collections = collections;
        this.database = database;
    }

    @Override
    public @Nullable List<MapField> fields(TenantId tenant, MapSide side) {
        String name = side.collection();
        if (name == null) {
            return null;
        }
        return database.inTenant(tenant, sql -> collections.outline(sql, tenant, name))
                .map(CollectionFields::fields)
                .orElseThrow(
                        () -> Problem.of(MappingProblem.UNKNOWN_SIDE, "There is no collection '%s'.".formatted(name))
                                .with("collection", name));
    }

    private static List<MapField> fields(Collections.Collection collection) {
        return collection.fields().stream()
                .map(field -> new MapField(
                        field.name(),
                        field.name(),
                        FieldType.valueOf(field.type().name()),
                        field.required(),
                        true,
                        false,
                        List.of(),
                        null,
                        null))
                .toList();
    }
}
