package io.salessync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults switched on at present; which call each one hits depends on the seed and the order of calls alone. */
public final class Faults {
    private final List<Running> running = new ArrayList<>();

    synchronized void replace(List<Fault> faults, long seed) {
        running.clear();
        for (int i = 0; i < faults.size(); i++) {
            running.add(new Running(faults.get(i), new SplittableRandom(seed * 31 + i)));
        }
    }

    /**
     * The fault that hits the call about to be served. Every fault whose kind can befall the call counts it, the first
     * that fires is taken.
     *
     * @param vendor whose call it is
     */
    public synchronized @Nullable Fault next(String vendor, Set<String> operations, Predicate<String> canBefall) {
        Fault hit = null;
        for (Running candidate : running) {
            boolean matches = candidate.matches(vendor, operations) && canBefall.test(candidate.fault.kind());
            if (matches && candidate.fires(hit == null) && hit == null) {
                hit = candidate.fault;
            }
        }
        return hit;
    }

    synchronized List<Status> status() {
        return running.stream().map(r -> new Status(r.fault, r.seen, r.fired)).toList();
    }

    record Status(Fault fault, int matched, int fired) {}

    private static final class Running {
        private final Fault fault;
        private final SplittableRandom random;
        private int seen;
        private int fired;

        Running(Fault fault, SplittableRandom random) {
            this.fault = fault;
            this.random = random;
        }

        boolean matches(String vendor, Set<String> operations) {
            return (fault.vendor() == null || vendor.equals(fault.vendor())) && matches(operations);
        }

        private boolean matches(Set<String> operations) {
            return fault.operation() == null || operations.contains(fault.operation());
        }

        boolean fires(boolean free) {
            seen++;
            int turn = seen - fault.after();
            double draw = random.nextDouble();
            if (turn < 1 || (fault.times() != null && fired >= fault.times())) {
                return false;
            }
            boolean due = fault.probability() != null
                    ? draw < fault.probability()
                    : fault.every() == null || turn % fault.every() == 0;
            if (due && free) {
                fired++;
            }
            return due;
        }
    }
}
