package io.salessync.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** E-mail addresses: of several, the two that are nearest count. An equal address alone decides nothing: mailboxes are shared. */
final class EmailComparison extends Comparison {
    private static final int DIFFERS = 0;
    private static final int SAME_DOMAIN = 1;
    private static final int SHARED_EQUAL = 2;
    private static final int NEAR = 3;
    private static final int SAME_LOCAL = 4;
    private static final int EQUAL = 5;

    /** Addresses are formed of names in few ways: jane.doe here says little of jane.doe there once the name is the same. */
    private static final double FORMS = 0.3;

    private final String name;
    private final int width;
    private final Dictionary wholes = new Dictionary();
    private final List<Values> whole = new ArrayList<>();
    private final Dictionary locals = new Dictionary();
    private final List<Values> local = new ArrayList<>();
    private final Dictionary domains = new Dictionary();
    private final List<Values> domain = new ArrayList<>();
    private final Likeness likeness;
    private boolean[] shared = {};
    private boolean[] free = {};

    /** @param width how many columns hold addresses */
    EmailComparison(String name, int width) {
        this.name = name;
        this.width = width;
        for (int i = 0; i < width; i++) {
            whole.add(new Values(wholes));
            local.add(new Values(locals));
            domain.add(new Values(domains));
        }
        this.likeness = new Likeness((one, other) -> {
            String a = locals.text(one);
            String b = locals.text(other);
            return near(a, b) ? 1 : 0;
        });
    }

    /** jsmith and wsmith are two people, and so are jane and jane2. */
    private static boolean near(String a, String b) {
        if (a.replaceAll("[._-]", "").equals(b.replaceAll("[._-]", ""))) {
            return true;
        }
        return Math.min(a.length(), b.length()) > 4
                && a.charAt(0) == b.charAt(0)
                && Folding.digits(a).equals(Folding.digits(b))
                && Distances.edits(a, b, 1) <= 1;
    }

    @Override
    void add(Map<String, List<String>> cells) {
        List<String> written = cells.getOrDefault("email", List.of());
        for (int i = 0; i < width; i++) {
            Emails.Address address = Emails.of(i < written.size() ? written.get(i) : "");
            whole.get(i).add(address.local().isEmpty() ? "" : address.whole());
            local.get(i).add(address.local());
            domain.get(i).add(address.domain());
        }
    }

    @Override
    void close() {
        for (int i = 0; i < width; i++) {
            whole.get(i).close();
            local.get(i).close();
            domain.get(i).close();
        }
        shared = new boolean[locals.size()];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = new Emails.Address(locals.text(i), "").shared();
        }
        free = new boolean[domains.size()];
        for (int i = 0; i < free.length; i++) {
            free[i] = new Emails.Address("", domains.text(i)).free();
        }
        wholes.close();
        locals.close();
        domains.close();
    }

    @Override
    Map<String, Values> values() {
        return Map.of(name, whole.getFirst(), name + " name", local.getFirst(), name + " domain", domain.getFirst());
    }

    @Override
    List<Evidence> evidence() {
        return List.of(new Email());
    }

    private final class Email extends Evidence {
        private @Nullable Evidence given;
        private @Nullable Evidence surname;

        Email() {
            super(
                    name,
                    new String[] {
                        "different",
                        "same company's domain",
                        "equal, a shared mailbox",
                        "near",
                        "same name at another domain",
                        "equal"
                    },
                    new double[] {0.2, 0.05, 0.01, 0.04, 0.1, 0.6});
        }

        @Override
        void meet(List<Evidence> all) {
            for (Evidence other : all) {
                if (other.name().equals(NameComparison.GIVEN)) {
                    given = other;
                } else if (other.name().equals(NameComparison.SURNAME)) {
                    surname = other;
                }
            }
        }

        @Override
        int level(int one, int other) {
            int best = SILENT;
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    if (!whole.get(i).missing(one) && !whole.get(j).missing(other)) {
                        best = Math.max(best, pair(one, i, other, j));
                    }
                }
            }
            return best;
        }

        private int pair(int one, int i, int other, int j) {
            int localOne = local.get(i).of(one);
            int localOther = local.get(j).of(other);
            boolean sameDomain = domain.get(i).of(one) == domain.get(j).of(other);
            boolean office = shared[localOne];
            if (localOne == localOther) {
                if (sameDomain) {
                    return office ? SHARED_EQUAL : EQUAL;
                }
                return office ? DIFFERS : SAME_LOCAL;
            }
            if (!sameDomain) {
                return DIFFERS;
            }
            // mark.clark and mary.clark: the names say already how near they are
            int named = given == null ? SILENT : given.level(one, other);
            boolean otherName = named != SILENT && named < NameComparison.SLIP;
            if (!office && !shared[localOther] && !otherName && likeness.level(localOne, localOther) == 1) {
                return NEAR;
            }
            return free[domain.get(i).of(one)] ? DIFFERS : SAME_DOMAIN;
        }

        @Override
        double chance(int one, int other, int level) {
            if (level == SAME_LOCAL && (agrees(given, one, other) || agrees(surname, one, other))) {
                return FORMS;
            }
            Values values = switch (level) {
                case EQUAL, SHARED_EQUAL -> whole.getFirst();
                case SAME_LOCAL -> local.getFirst();
                case SAME_DOMAIN -> domain.getFirst();
                default -> null;
            };
            return values == null || values.missing(one) ? ESTIMATED : values.share(values.of(one));
        }

        private static boolean agrees(@Nullable Evidence name, int one, int other) {
            return name != null && name.level(one, other) >= name.top();
        }

        @Override
        double household() {
            return 0.35;
        }

        @Override
        int change() {
            return NEW_JOB;
        }

        @Override
        double colleagues(int level, double m, double chance) {
            return switch (level) {
                case SAME_DOMAIN -> 0.7 / chance;
                case SHARED_EQUAL -> 0.1 / chance;
                default -> 0.2;
            };
        }
    }

    @Override
    List<Keys> keys() {
        return List.of(
                new Keys(name, width, false) {
                    @Override
                    long key(int row, int slot) {
                        return whole.get(slot).of(row);
                    }
                },
                new Keys("name in the e-mail", width, false) {
                    @Override
                    long key(int row, int slot) {
                        int number = local.get(slot).of(row);
                        return number == Dictionary.NONE || shared[number]
                                ? 0
                                : of(locals.text(number).replaceAll("[._-]", ""));
                    }
                },
                new Keys("domain of the e-mail", 1, true) {
                    @Override
                    long key(int row, int slot) {
                        int number = domain.getFirst().of(row);
                        return number == Dictionary.NONE || free[number] ? 0 : number;
                    }
                });
    }
}
