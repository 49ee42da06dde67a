package io.salessync.sandbox.monday;

import io.salessync.sandbox.Fault;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call while it is executed: who calls, what it has cost so far, and which of its fields a fault hits. */
final class Turn {
    private final Account account;
    private final Instant at;
    private final Costs costs;
    private final @Nullable Fault fault;
    private final List<String> aliases;
    private final long fieldWait;
    private boolean subitemsRefused;
    private int executed;
    private long spent;

    Turn(Account account, Instant at, Costs costs, @Nullable Fault fault, List<String> aliases, long fieldWait) {
        this.account = account;
        this.at = at;
        this.costs = costs;
        this.fault = fault;
        this.aliases = aliases;
        this.fieldWait = fieldWait;
    }

    Account account() {
        return account;
    }

    Instant at() {
        return at;
    }

    /** Too many calls read subitems at once: this one gets none. */
    void refuseSubitems() {
        subitemsRefused = true;
    }

    boolean subitemsRefused() {
        return subitemsRefused;
    }

    /** Wall seconds after which subitems may be read again. */
    long fieldWait() {
        return fieldWait;
    }

    int executed() {
        return executed;
    }

    long spent() {
        return spent;
    }

    boolean hit(String kind) {
        return fault != null && fault.kind().equals(kind);
    }

    /** Runs one mutation field; fields after the point where the call is to break do nothing. */
    @Nullable Object mutate(String name, String alias, Supplier<Object> work) {
        int index = aliases.indexOf(alias);
        if (fault != null && hit("500_partial") && index >= fault.aliasesOr(Math.max(1, aliases.size() / 2))) {
            return null;
        }
        executed++;
        try {
            if (account.token() == Token.READONLY) {
                throw MondayFault.of("USER_UNAUTHORIZED", 403, "User unauthorized to perform action");
            }
            refuseByFault(index);
            Object made = work.get();
            spent += costs.ofMutation(name);
            return made;
        } catch (MondayFault refused) {
            spent += costs.ofRefused(name);
            throw refused;
        }
    }

    private void refuseByFault(int index) {
        if (fault == null) {
            return;
        }
        if (hit("label_missing") && index == fault.aliasesOr(0)) {
            Column status = new Column("status", "Status", "status");
            throw MondayFault.value(status, "invalid value - label does not exist in column status");
        }
        boolean unlucky = fault.aliases() == null ? index % 2 == 1 : index >= 1 && index <= fault.aliases();
        if (hit("partial") && unlucky) {
            throw MondayFault.value(new Column("text", "Text", "text"), "invalid value for this column");
        }
    }
}
