package io.salessync.sandbox.salesforce;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one object. The first of them are made when they are read; only what was changed since is kept, as pairs
 * of key and value.
 */
final class Table {
    private final Org org;
    private final ObjectType type;
    private final Made made;
    private final int original;
    private int size;
    private int[] stamps;
    private @Nullable Object[] @Nullable [] edits;
    private final BitSet deleted = new BitSet();
    private final BitSet purged = new BitSet();
    private final Map<Integer, Instant> deletedAt = new LinkedHashMap<>();
    private volatile int @Nullable [] order;
    private final Map<String, HashIndex> indexes = new HashMap<>();
    private final boolean named;
    private final boolean persons;

    Table(Org org, ObjectType type, Made made) {
        this.org = org;
        this.type = type;
        this.made = made;
        this.original = made.count(type.name());
        this.size = original;
        this.stamps = new int[Math.max(16, original)];
        this.edits = new Object[stamps.length][];
        this.named = type.field("LastName") != null || type.name().equals("Account");
        this.persons = type.name().equals("Account");
        for (int row = 0; row < original; row++) {
            stamps[row] = made.stamp(type.name(), row);
        }
    }

    ObjectType type() {
        return type;
    }

    /** How many rows there are, deleted ones included. */
    int size() {
        return size;
    }

    int original() {
        return original;
    }

    boolean isDeleted(int row) {
        return deleted.get(row);
    }

    /** Whether the row is gone from the bin too: no query tells it any more. */
    boolean isPurged(int row) {
        return purged.get(row);
    }

    void purge(int row) {
        purged.set(row);
        deletedAt.remove(row);
    }

    int deletedCount() {
        return deleted.cardinality();
    }

    Map<Integer, Instant> deletions() {
        return deletedAt;
    }

    /** Seconds since 1970 at which the row was last touched by anything. */
    int stamp(int row) {
        return stamps[row];
    }

    /** Whether a row was touched since it was made. */
    boolean isTouched(int row) {
        return row >= original || stamps[row] != made.stamp(type.name(), row);
    }

    String id(int row) {
        return Ids.of(type.prefix(), row);
    }

    /** The row of an id of this object, deleted ones included; -1 when there is none. */
    int row(String id) {
        int row = id.startsWith(type.prefix()) ? Ids.row(id) : -1;
        return row < size ? row : -1;
    }

    @Nullable Object value(int row, Field field) {
        return value(row, field.key());
    }

    /** The value kept under a key: text, Boolean, Long, Double, LocalDate, Instant, an Address, or null. */
    @Nullable Object value(int row, String key) {
        switch (key) {
            case "Id" -> {
                return id(row);
            }
            case "IsDeleted" -> {
                return deleted.get(row);
            }
            case "SystemModstamp" -> {
                return Instant.ofEpochSecond(stamps[row]);
            }
            default -> {
                @Nullable Object[] changed = edits[row];
                if (changed != null) {
                    for (int at = 0; at < changed.length; at += 2) {
                        if (key.equals(changed[at])) {
                            return changed[at + 1];
                        }
                    }
                }
                return derived(row, key);
            }
        }
    }

    private @Nullable Object derived(int row, String key) {
        String person = persons ? PersonAccounts.ofContact(key) : null;
        if (person != null) {
            return PersonAccounts.value(org, this, row, person);
        }
        switch (key) {
            case "Name" -> {
                if (named && value(row, "LastName") != null) {
                    Object first = value(row, "FirstName");
                    Object last = value(row, "LastName");
                    return first == null ? last : first + " " + last;
                }
            }
            case PersonAccounts.FLAG -> {
                return false;
            }
            case "IsClosed" -> {
                Object stage = value(row, type.name().equals("Opportunity") ? "StageName" : "Status");
                return stage != null && (stage.toString().startsWith("Closed") || stage.equals("Completed"));
            }
            case "IsWon" -> {
                return "Closed Won".equals(value(row, "StageName"));
            }
            case "IsConverted" -> {
                return "Closed - Converted".equals(value(row, "Status"));
            }
            case "HasResponded" -> {
                return "Responded".equals(value(row, "Status"));
            }
            case "IsEmailBounced" -> {
                return value(row, "EmailBouncedDate") != null;
            }
            case "ClosedDate" -> {
                return "Closed".equals(value(row, "Status")) ? value(row, "LastModifiedDate") : null;
            }
            case "Account_Industry__c" -> {
                Object account = value(row, "AccountId");
                Table accounts = org.table("Account");
                int parent = account == null ? -1 : accounts.row(account.toString());
                return parent < 0 || accounts.isDeleted(parent) ? null : accounts.value(parent, "Industry");
            }
            case "MailingAddress", "BillingAddress", "Address" -> {
                String before = key.substring(0, key.length() - 7);
                return Address.of(part -> (String) value(row, before + part));
            }
            default -> {
                // made below
            }
        }
        if (row < original) {
            return made.value(type.name(), row, key);
        }
        return null;
    }

    /** Adds an empty row and returns it. */
    int add(int stamp) {
        if (size == stamps.length) {
            int wider = Math.max(32, size + size / 2);
            stamps = Arrays.copyOf(stamps, wider);
            edits = Arrays.copyOf(edits, wider);
        }
        stamps[size] = stamp;
        order = null;
        org.undo(() -> {
            size--;
            edits[size] = null;
            order = null;
        });
        return size++;
    }

    /** Changes values of a row, by key. */
    void change(int row, Map<String, @Nullable Object> values, int stamp) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(changes(row));
        all.putAll(values);
        @Nullable Object[] flat = new Object[all.size() * 2];
        int at = 0;
        for (Map.Entry<String, @Nullable Object> entry : all.entrySet()) {
            flat[at++] = entry.getKey();
            flat[at++] = entry.getValue();
        }
        @Nullable Object[] before = edits[row];
        org.undo(() -> edits[row] = before);
        edits[row] = flat;
        touch(row, stamp);
        for (Map.Entry<String, HashIndex> index : indexes.entrySet()) {
            if (values.containsKey(index.getKey())) {
                index.getValue().add(row, value(row, index.getKey()));
            }
        }
    }

    /** Sets when a row was last touched. */
    void touch(int row, int stamp) {
        int before = stamps[row];
        org.undo(() -> {
            stamps[row] = before;
            order = null;
        });
        stamps[row] = stamp;
        order = null;
    }

    void delete(int row, Instant at, boolean gone) {
        boolean before = deleted.get(row);
        org.undo(() -> {
            deleted.set(row, before);
            if (!before) {
                deletedAt.remove(row);
            }
        });
        deleted.set(row, gone);
        if (gone) {
            deletedAt.put(row, at);
        } else {
            deletedAt.remove(row);
        }
        touch(row, (int) at.getEpochSecond());
    }

    /** What of a row differs from how it was made. */
    Map<String, @Nullable Object> changes(int row) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        @Nullable Object[] changed = edits[row];
        if (changed != null) {
            for (int at = 0; at < changed.length; at += 2) {
                changes.put((String) changed[at], changed[at + 1]);
            }
        }
        return changes;
    }

    /** All rows by the time they were last touched, then by id. */
    int[] byStamp() {
        int[] current = order;
        if (current == null) {
            long[] keys = new long[size];
            for (int row = 0; row < size; row++) {
                keys[row] = ((long) stamps[row] << 32) | row;
            }
            Arrays.sort(keys);
            current = new int[size];
            for (int at = 0; at < size; at++) {
                current[at] = (int) keys[at];
            }
            order = current;
        }
        return current;
    }

    /** Every row whose value may equal the one looked for, by an index over all rows that is made when first used. */
    void candidates(Field field, String value, IntConsumer each) {
        HashIndex index;
        synchronized (indexes) {
            HashIndex known = indexes.get(field.key());
            if (known == null) {
                known = new HashIndex(size);
                for (int row = 0; row < size; row++) {
                    known.add(row, value(row, field.key()));
                }
                indexes.put(field.key(), known);
            }
            index = known;
        }
        index.find(value, row -> {
            if (row < size) {
                each.accept(row);
            }
        });
    }

    /** Rows by the hash of a value in lower case; may tell rows that have another value by now. */
    private static final class HashIndex {
        private int[] slots;
        private int[] hashes;
        private int used;

        HashIndex(int rows) {
            int width = Integer.highestOneBit(Math.max(16, rows) * 2 - 1) * 2;
            slots = new int[width];
            hashes = new int[width];
        }

        private static int hash(String value) {
            int h = value.toLowerCase(Locale.ROOT).hashCode();
            return h ^ (h >>> 15);
        }

        void add(int row, @Nullable Object value) {
            if (value == null) {
                return;
            }
            if (used * 3 > slots.length * 2) {
                int[] oldSlots = slots;
                int[] oldHashes = hashes;
                slots = new int[oldSlots.length * 2];
                hashes = new int[slots.length];
                used = 0;
                for (int at = 0; at < oldSlots.length; at++) {
                    if (oldSlots[at] != 0) {
                        put(oldSlots[at], oldHashes[at]);
                    }
                }
            }
            put(row + 1, hash(value.toString()));
        }

        private void put(int slot, int hash) {
            int at = hash & (slots.length - 1);
            while (slots[at] != 0) {
                if (slots[at] == slot && hashes[at] == hash) {
                    return;
                }
                at = (at + 1) & (slots.length - 1);
            }
            slots[at] = slot;
            hashes[at] = hash;
            used++;
        }

        void find(String value, IntConsumer each) {
            int hash = hash(value);
            for (int at = hash & (slots.length - 1); slots[at] != 0; at = (at + 1) & (slots.length - 1)) {
                if (hashes[at] == hash) {
                    each.accept(slots[at] - 1);
                }
            }
        }
    }
}
