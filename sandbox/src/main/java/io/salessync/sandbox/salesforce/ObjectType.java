package io.salessync.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One object of the org with its fields, which an administrator may rename, retype, add and remove. */
final class ObjectType {
    private final String name;
    private final String prefix;
    private final String label;
    private final String plural;
    private final Set<String> flags;
    private volatile List<Field> fields;
    private volatile Instant changedAt;

    ObjectType(
            String name,
            String prefix,
            String label,
            String plural,
            Set<String> flags,
            Collection<Field> fields,
            Instant changedAt) {
        this.name = name;
        this.prefix = prefix;
        this.label = label;
        this.plural = plural;
        this.flags = Set.copyOf(flags);
        this.fields = List.copyOf(fields);
        this.changedAt = changedAt;
    }

    String name() {
        return name;
    }

    String prefix() {
        return prefix;
    }

    String label() {
        return label;
    }

    String plural() {
        return plural;
    }

    boolean is(String flag) {
        return flags.contains(flag);
    }

    List<Field> fields() {
        return fields;
    }

    Instant changedAt() {
        return changedAt;
    }

    /** The field of this name in any case. */
    @Nullable Field field(String asked) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(asked)) {
                return field;
            }
        }
        return null;
    }

    /** The reference field whose parent is reached by this relationship name. */
    @Nullable Field relationship(String asked) {
        for (Field field : fields) {
            if (field.relationship() != null && field.relationship().equalsIgnoreCase(asked)) {
                return field;
            }
        }
        return null;
    }

    /** The field that external ids are looked up by: an external id, a field with that property, or the id itself. */
    @Nullable Field lookup(String asked) {
        Field field = field(asked);
        return field != null && (field.externalId() || field.idLookup()) ? field : null;
    }

    /** Puts a field in the place of another; null in one's place adds or removes. */
    synchronized void replace(@Nullable Field old, @Nullable Field fresh, Instant now) {
        List<Field> changed = new ArrayList<>(fields);
        if (old == null) {
            if (fresh != null) {
                changed.add(fresh);
            }
        } else if (fresh == null) {
            changed.remove(old);
        } else {
            changed.set(changed.indexOf(old), fresh);
        }
        fields = List.copyOf(changed);
        changedAt = now;
    }

    @Override
    public String toString() {
        return name.toLowerCase(Locale.ROOT);
    }
}
