package io.salessync.outreach.champions;

import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Work;
import io.salessync.outreach.champions.Employers.Likeness;
import io.salessync.outreach.champions.Sign.Kind;
import io.salessync.outreach.champions.Sign.Says;
import io.salessync.outreach.leads.Names;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says whether somebody changed jobs, of what was seen. Pure. The signs add up as log odds over how rarely people move; no single
 * sign is enough to say that they did, a weak one not even to suspect it.
 */
final class Judging {
    /** About one of ten whom one looks at has moved. */
    static final double PRIOR = -2.2;

    /** From here on several signs are a move, where one of them is strong. */
    static final int SURE = 90;

    /** A sign of this weight says something by itself; against others it has to be looked at. */
    static final double WEIGHTY = 2;

    private static final int LIKELY = 50;
    private static final double STAYS = 0.1;

    /** Profiles tell months, and people write them later than they begin. */
    private static final Duration EARLIER = Duration.ofDays(62);

    private static final Duration ANSWER_COUNTS = Duration.ofDays(60);

    private final Known known;
    private final Instant now;
    private final List<Sign> signs = new ArrayList<>();
    private @Nullable String company;
    private @Nullable String title;
    private @Nullable String email;
    private @Nullable LocalDate since;

    private Judging(Known known, Instant now) {
        this.known = known;
        this.now = now;
    }

    static Judgement judge(Known known, List<Seen> seen, Instant now) {
        Judging judging = new Judging(known, now);
        for (Seen one : seen) {
            if (one instanceof Seen.Profile profile) {
                judging.profile(profile.profile());
            }
        }
        Instant bounced = null;
        for (Seen one : seen) {
            if (one instanceof Seen.Bounced bounce) {
                bounced = bounced == null || bounce.at().isAfter(bounced) ? bounce.at() : bounced;
            }
        }
        for (Seen one : seen) {
            judging.other(one, bounced);
        }
        return judging.sum();
    }

    private void sign(Kind kind, double weight, String text, @Nullable Instant at) {
        // one of a kind: a mail that came back twice is no two signs
        if (signs.stream().noneMatch(sign -> sign.kind() == kind)) {
            signs.add(Sign.of(kind, weight, text, at));
        }
    }

    private boolean has(Kind kind) {
        return signs.stream().anyMatch(sign -> sign.kind() == kind);
    }

    private void profile(OutreachProfile profile) {
        if (stranger(known.name(), profile.firstName(), profile.lastName())) {
            sign(
                    Kind.PROFILE_STRANGER,
                    0,
                    "The page belongs to “%s %s” now, who is somebody else."
                            .formatted(profile.firstName(), profile.lastName()),
                    null);
            return;
        }
        List<Work> current = profile.work().stream().filter(Work::current).toList();
        boolean left =
                profile.work().stream().anyMatch(work -> !work.current() && likeness(work.company()) == Likeness.SAME);
        if (current.isEmpty()) {
            headline(profile, left);
        } else {
            positions(current, left);
        }
    }

    private Likeness likeness(String other) {
        return Employers.likeness(known.company(), known.domain(), other);
    }

    private void positions(List<Work> current, boolean left) {
        Work here = first(current, Likeness.SAME);
        if (here != null) {
            boolean several = current.size() > 1;
            sign(
                    Kind.PROFILE_HERE,
                    several ? -3.5 : -4.5,
                    "The profile says %s%s.".formatted(at(here), several ? ", beside other positions" : ""),
                    null);
            return;
        }
        if (left) {
            sign(
                    Kind.PROFILE_LEFT,
                    2.0,
                    "On the profile the position at %s has ended.".formatted(known.company()),
                    null);
        }
        Work alike = first(current, Likeness.ALIKE);
        if (alike != null) {
            going(alike);
            sign(
                    Kind.PROFILE_ALIKE,
                    0.3,
                    "The profile says %s: it may be a part of %s, or its new name."
                            .formatted(at(alike), known.company()),
                    null);
            return;
        }
        List<Work> hired = current.stream()
                .filter(work -> !Employers.free(work.company()) && !Employers.free(work.position()))
                .toList();
        if (hired.isEmpty()) {
            sign(Kind.PROFILE_FREE, 1.0, "The profile says %s.".formatted(at(current.getFirst())), null);
            return;
        }
        Work newest = hired.stream()
                .max(Comparator.comparing(
                        work -> Employers.date(work.since()), Comparator.nullsFirst(Comparator.naturalOrder())))
                .orElseThrow();
        going(newest);
        LocalDate began = Employers.date(newest.since());
        LocalDate knownSince = LocalDate.ofInstant(known.since().minus(EARLIER), ZoneOffset.UTC);
        if (began != null && began.isBefore(knownSince) && !left) {
            sign(
                    Kind.PROFILE_OLD,
                    0.2,
                    "The profile says %s since %s, from before we knew them at %s: a new name of it, a side job, or a page that nobody keeps up."
                            .formatted(at(newest), began, known.company()),
                    null);
        } else {
            boolean dated = began != null && !began.isBefore(knownSince);
            sign(
                    Kind.PROFILE_ELSEWHERE,
                    dated ? 3.5 : 2.5,
                    "The profile says %s%s.".formatted(at(newest), began == null ? "" : " since " + began),
                    began == null ? null : began.atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        if (hired.size() > 1) {
            sign(Kind.PROFILE_SEVERAL, -0.7, "The profile has %d positions at once.".formatted(hired.size()), null);
        }
    }

    private void headline(OutreachProfile profile, boolean left) {
        if (left) {
            sign(
                    Kind.PROFILE_LEFT,
                    2.0,
                    "On the profile the position at %s has ended.".formatted(known.company()),
                    null);
        }
        String headline = profile.headline();
        String named = Employers.ofHeadline(headline);
        if (Employers.free(headline)) {
            sign(Kind.PROFILE_FREE, 1.0, "Their headline says “%s”.".formatted(headline), null);
        } else if (named == null) {
            if (!left) {
                sign(Kind.PROFILE_HIDDEN, 0, "The profile tells no company.", null);
            }
        } else {
            switch (likeness(named)) {
                case SAME -> sign(Kind.HEADLINE_HERE, -1.5, "Their headline says “%s”.".formatted(headline), null);
                case ALIKE ->
                    sign(
                            Kind.PROFILE_ALIKE,
                            0.3,
                            "Their headline names %s: it may be a part of %s, or its new name."
                                    .formatted(named, known.company()),
                            null);
                case OTHER -> {
                    company = named;
                    sign(Kind.HEADLINE_ELSEWHERE, 1.0, "Their headline says “%s”.".formatted(headline), null);
                }
            }
        }
    }

    private @Nullable Work first(List<Work> all, Likeness likeness) {
        return all.stream()
                .filter(work -> likeness(work.company()) == likeness)
                .findFirst()
                .orElse(null);
    }

    private void going(Work work) {
        company = work.company().strip();
        title = work.position();
        since = Employers.date(work.since());
    }

    private static String at(Work work) {
        return work.position() == null ? "they work at " + work.company() : work.position() + " at " + work.company();
    }

    /** Whether neither the first nor the last name is the known one; somebody who married has one of them. */
    static boolean stranger(String name, @Nullable String first, @Nullable String last) {
        if (name.isBlank() || first == null || last == null || first.isBlank() || last.isBlank()) {
            return false;
        }
        Set<String> words = new HashSet<>(words(name));
        words.retainAll(words(first + " " + last));
        return words.isEmpty();
    }

    private static List<String> words(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
        return Arrays.asList(plain.split(" "));
    }

    private void other(Seen one, @Nullable Instant bounced) {
        switch (one) {
            case Seen.Profile profile -> {}
            case Seen.Hidden hidden ->
                sign(Kind.PROFILE_HIDDEN, 0, "The profile cannot be seen (%s).".formatted(hidden.word()), null);
            case Seen.Bounced bounce ->
                sign(
                        Kind.BOUNCED,
                        1.2,
                        "Mail to %s comes back for good (%s).".formatted(bounce.address(), bounce.status()),
                        bounce.at());
            case Seen.LeftNote note ->
                sign(Kind.LEFT_NOTE, 2.3, "An answer says “%s”.".formatted(note.words()), note.at());
            case Seen.NewEmail mail -> newEmail(mail);
            case Seen.NewCompany changed -> newCompany(changed);
            case Seen.Answered answered -> {
                if (answered.at().isAfter(now.minus(ANSWER_COUNTS))
                        && (bounced == null || answered.at().isAfter(bounced))) {
                    sign(
                            Kind.ANSWERED,
                            -2.5,
                            "They answered from %s not long ago.".formatted(answered.address()),
                            answered.at());
                }
            }
        }
    }

    private void newEmail(Seen.NewEmail mail) {
        String domain = Names.domain(mail.address().toLowerCase(Locale.ROOT));
        if (domain == null) {
            sign(
                    Kind.NEW_EMAIL,
                    0.3,
                    "Their address is %s now, where everybody may have one.".formatted(mail.address()),
                    mail.at());
        } else if (Employers.fits(known.company(), domain)) {
            sign(
                    Kind.NEW_EMAIL,
                    0,
                    "Their address is %s now, which is %s too.".formatted(mail.address(), known.company()),
                    mail.at());
        } else {
            email = mail.address();
            sign(
                    Kind.NEW_EMAIL,
                    Employers.fits(company, domain) ? 3.0 : 2.3,
                    "Their address is %s now.".formatted(mail.address()),
                    mail.at());
        }
    }

    private void newCompany(Seen.NewCompany changed) {
        switch (likeness(changed.company())) {
            case SAME -> {}
            case ALIKE ->
                sign(
                        Kind.NEW_COMPANY,
                        0.3,
                        "The customer's company is %s now: it may be a part of %s, or its new name."
                                .formatted(changed.company(), known.company()),
                        changed.at());
            case OTHER -> {
                if (company == null) {
                    company = changed.company();
                }
                sign(
                        Kind.NEW_COMPANY,
                        2.5,
                        "The customer's company is %s now.".formatted(changed.company()),
                        changed.at());
            }
        }
    }

    private Judgement sum() {
        double odds = PRIOR + signs.stream().mapToDouble(Sign::weight).sum();
        double moved = 1 / (1 + Math.exp(-odds));
        int percent = Math.clamp((int) Math.round(100 * moved), 1, 99);
        boolean here = has(Kind.PROFILE_HERE) || has(Kind.ANSWERED) || has(Kind.HEADLINE_HERE);
        boolean strong = has(Kind.PROFILE_ELSEWHERE)
                || signs.stream().anyMatch(sign -> sign.kind() == Kind.NEW_COMPANY && sign.says() == Says.FOR);
        boolean weighty = signs.stream().anyMatch(sign -> sign.weight() >= WEIGHTY);
        long speaking = signs.stream().filter(sign -> sign.says() == Says.FOR).count();
        boolean alike = has(Kind.PROFILE_ALIKE);
        signs.sort(Comparator.comparingDouble(Sign::weight).reversed());
        if (percent >= SURE && strong && speaking >= 2 && !here && !alike && company != null) {
            return told(Verdict.MOVED, percent, "Works at %s now, no longer at %s.".formatted(company, shown()));
        }
        if (percent >= LIKELY) {
            return told(
                    Verdict.PROBABLY,
                    Math.min(percent, 95),
                    company == null
                            ? "Seems to have left %s; nothing says whereto.".formatted(shown())
                            : "Seems to work at %s now.".formatted(company));
        }
        if (here && weighty) {
            return told(Verdict.UNKNOWN, 0, "The signs contradict each other: a person has to look.");
        }
        if ((has(Kind.PROFILE_HERE) || has(Kind.ANSWERED)) && moved <= STAYS) {
            return told(Verdict.STAYED, 100 - percent, "Still at %s.".formatted(shown()));
        }
        if (has(Kind.HEADLINE_HERE) && moved <= STAYS && speaking == 0) {
            return told(
                    Verdict.STAYED,
                    Math.min(100 - percent, 90),
                    "Still at %s, as the headline says.".formatted(shown()));
        }
        return told(
                Verdict.UNKNOWN,
                0,
                signs.isEmpty()
                        ? "Nothing was seen yet."
                        : speaking == 0 ? "Nothing says it either way." : "One weak sign says nothing yet.");
    }

    private String shown() {
        return known.company().isBlank() ? "where we knew them" : known.company();
    }

    private Judgement told(Verdict verdict, int confidence, String why) {
        return new Judgement(verdict, confidence, company, title, email, since, signs, why);
    }
}
