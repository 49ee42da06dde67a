package io.salessync.mapping;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the fields of some ends of mappings; a bean of whoever has such. Called outside every transaction: it may call out. */
public interface SideFields {
    /**
     * The fields, or null where this one does not know such ends.
     *
     * @throws io.salessync.kernel.problems.Problem when it is its kind of end and is not there or cannot be reached
     */
    @Nullable List<MapField> fields(TenantId tenant, MapSide side);

    /**
     * Fields that only records which come along have, by their paths, such as {@code Account.Owner.Name}; paths that lead nowhere are
     * left out.
     */
    default List<MapField> reached(TenantId tenant, MapSide side, Collection<String> paths) {
        return List.of();
    }

    /** The names of targets it has, such as {@code customers.person}. */
    default List<String> targets() {
        return List.of();
    }
}
