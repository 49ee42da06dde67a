package io.salessync.mapping;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Asks whoever knows an end of a mapping for its fields. */
@Component
final class Sides {
    private final ObjectProvider<SideFields> known;

    Sides(ObjectProvider<SideFields> known) {
        this.known = known;
    }

    /** @throws Problem when nobody knows it, or it cannot be reached */
    List<MapField> fields(TenantId tenant, MapSide side) {
        check(side);
        if (side.connection() == null && side.collection() == null && side.target() == null) {
            return side.fields();
        }
        for (SideFields one : known.orderedStream().toList()) {
            List<MapField> fields = one.fields(tenant, side);
            if (fields != null) {
                return fields;
            }
        }
        throw Problem.of(
                        MappingProblem.UNKNOWN_SIDE,
                        "There is no '%s' to map to or from. Targets are: %s."
                                .formatted(side.words(), String.join(", ", targets())))
                .with("side", side.words());
    }

    /** The same with the fields of parents that a mapping reads from that end. */
    List<MapField> read(TenantId tenant, FieldMap map) {
        List<MapField> fields = fields(tenant, map.from());
        Set<String> paths = new LinkedHashSet<>(map.paths());
        fields.forEach(field -> paths.remove(field.name()));
        if (paths.isEmpty()) {
            return fields;
        }
        List<MapField> all = new ArrayList<>(fields);
        known.orderedStream().forEach(one -> all.addAll(one.reached(tenant, map.from(), paths)));
        return List.copyOf(all);
    }

    List<String> targets() {
        List<String> targets = new ArrayList<>();
        known.orderedStream().forEach(one -> targets.addAll(one.targets()));
        return targets.stream().sorted().toList();
    }

    static void check(MapSide side) {
        int said = (side.connection() != null || side.object() != null ? 1 : 0)
                + (side.collection() != null ? 1 : 0)
                + (side.target() != null ? 1 : 0)
                + (side.fields().isEmpty() ? 0 : 1);
        if (said != 1 || (side.connection() == null) != (side.object() == null)) {
            throw Problem.of(
                    MappingProblem.WRONG_SIDE,
                    "An end of a mapping is one of: a connection with an object, a collection, a target, or fields.");
        }
    }
}
