package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.WrongInput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The org: its schema, its records, and the transactions that are still open. */
final class Org {
    /** How many contacts an org has that was not asked for another number. */
    static final int CONTACTS = 2_000;

    private final SandboxClock clock;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Open> open = new ArrayList<>();
    private @Nullable Deque<Runnable> journal;
    private Schema schema;
    private Map<String, Table> tables = new LinkedHashMap<>();
    private Made made;
    private long seed;
    private int contacts;
    private long revision;
    private int transactions;
    private boolean duplicateRules;

    /** A place in what was done within one piece of writing, to which it can be taken back. */
    record Mark(int size) {}

    /** Changes that are stamped already and not yet to be seen, as those of a long transaction. */
    record Open(String name, Instant stamp, @Nullable Instant due, Runnable commit) {}

    Org(SandboxClock clock, long seed, int contacts) {
        this.clock = clock;
        this.seed = seed;
        this.contacts = contacts;
        this.schema = Schema.read(clock.stamp());
        this.made = new Made(seed, contacts, clock.stamp());
        fill();
    }

    private void fill() {
        Map<String, Table> fresh = new LinkedHashMap<>();
        for (ObjectType type : schema.all()) {
            fresh.put(type.name(), new Table(this, type, made));
        }
        tables = fresh;
    }

    /** The initial state again. */
    void reset(long freshSeed, int freshContacts, Instant base) {
        seed = freshSeed;
        contacts = freshContacts;
        schema = Schema.read(base);
        made = new Made(freshSeed, freshContacts, base);
        open.clear();
        transactions = 0;
        duplicateRules = false;
        fill();
        revision++;
    }

    SandboxClock clock() {
        return clock;
    }

    Schema schema() {
        return schema;
    }

    long seed() {
        return seed;
    }

    int contacts() {
        return contacts;
    }

    Instant base() {
        return made.base();
    }

    /** Whether a contact or lead like one that is there already is refused. */
    boolean duplicateRules() {
        return duplicateRules;
    }

    void duplicateRules(boolean on) {
        duplicateRules = on;
    }

    long revision() {
        return revision;
    }

    void changed() {
        revision++;
    }

    <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T writing(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            revision++;
            return work.get();
        } finally {
            if (lock.getWriteHoldCount() == 1) {
                journal = null;
            }
            lock.writeLock().unlock();
        }
    }

    /** From here on until the end of the writing, what is done can be taken back. */
    Mark mark() {
        if (journal == null) {
            journal = new ArrayDeque<>();
        }
        return new Mark(journal.size());
    }

    void back(Mark mark) {
        Deque<Runnable> done = journal;
        while (done != null && done.size() > mark.size()) {
            done.removeLast().run();
        }
    }

    /** Tells how a change that was just made is taken back. */
    void undo(Runnable step) {
        if (journal != null) {
            journal.addLast(step);
        }
    }

    Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new WrongInput("There is no object " + name);
        }
        return table;
    }

    Table table(ObjectType type) {
        return table(type.name());
    }

    Iterable<Table> tables() {
        return tables.values();
    }

    /** The object of this name in any case, or the vendor's refusal. */
    ObjectType type(String name) {
        ObjectType type = schema.find(name);
        if (type == null) {
            throw SalesforceFault.notFound();
        }
        return type;
    }

    /** The table that an id belongs to by its first three characters. */
    @Nullable Table tableOf(String id) {
        ObjectType type = id.length() < 15 ? null : schema.ofPrefix(id.substring(0, 3));
        return type == null ? null : tables.get(type.name());
    }

    /** The zone of the user that integrations run as: date literals are read in it. */
    ZoneId zone() {
        Object zone = table("User").value(0, "TimeZoneSidKey");
        return ZoneId.of(zone == null ? "GMT" : zone.toString());
    }

    /** Opens a transaction whose changes are stamped now and seen when it commits, by itself after a while if it has one. */
    String begin(@Nullable Duration after, Runnable commit) {
        String name = "t" + ++transactions;
        Instant due = after == null ? null : clock.instant().plus(after);
        open.add(new Open(name, clock.stamp(), due, commit));
        return name;
    }

    boolean commit(String name) {
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open next = each.next();
            if (next.name().equals(name)) {
                each.remove();
                next.commit().run();
                return true;
            }
        }
        return false;
    }

    /** Whether a transaction waits whose time to commit has come. */
    boolean due() {
        Instant now = clock.instant();
        return reading(() ->
                open.stream().anyMatch(next -> next.due() != null && !next.due().isAfter(now)));
    }

    /** Commits the transactions whose time has come. */
    void settle() {
        Instant now = clock.instant();
        List<Open> done = open.stream()
                .filter(next -> next.due() != null && !next.due().isAfter(now))
                .toList();
        done.forEach(next -> commit(next.name()));
    }

    /** Up to when every change is to be seen: now, or the start of the oldest transaction that is still open. */
    Instant covered() {
        Instant covered = clock.stamp();
        for (Open next : open) {
            covered = next.stamp().isBefore(covered) ? next.stamp() : covered;
        }
        return Instant.ofEpochSecond(covered.getEpochSecond());
    }

    List<Open> transactions() {
        return List.copyOf(open);
    }
}
