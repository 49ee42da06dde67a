package io.salessync.outreach.sending;

import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Step;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a number of leads will have got their first touch and have been through a sequence, by arithmetic day after day: windows, days off, ramps, caps of days
 * and weeks, invitations that wait, and what other sequences take of the same accounts. Assumes that the accounts stay well.
 */
final class Forecast {
    /** Looks no further ahead. */
    static final int MOST_DAYS = 1_000;

    /** Of the invitations of an account that has sent too few to tell. */
    private static final double ACCEPTED = 0.3;

    /** Invitations are answered, if at all, after about so many days. */
    private static final int ANSWERED_AFTER = 5;

    private Forecast() {}

    /** An account as it stands, and how many leads of other sequences wait for their first touch from it. */
    record Account(Sheet sheet, int others) {}

    /** First touches on a day. */
    record Day(
            @Schema(example = "2026-12-01") LocalDate date,
            @Schema(example = "30") int firstTouches) {}

    /**
     * @param lastFirstTouch null: not within {@value #MOST_DAYS} days
     * @param saved days that one more account would save; null: it would not end either
     */
    record Answer(
            @Schema(example = "1200") int leads,
            @Schema(example = "3") int senders,
            @Schema(example = "2027-01-14") @Nullable LocalDate lastFirstTouch,
            @Schema(example = "2027-02-04") @Nullable LocalDate completed,

            @Schema(example = "The weekly cap of 100 invitations of “Ana Lima”")
            String bottleneck,

            @Schema(example = "9") @Nullable Long saved,

            @Schema(example = "1200 leads, 3 accounts: the last first touch goes out on 2027-01-14.")
            String sentence,

            List<Day> days,

            @Schema(
                    description = "what the accounts cannot do, or not so often",
                    example = "[\"The accounts have 50 InMail credits for 1200 leads: …\"]")
            List<String> warnings) {}

    static Answer of(SequenceDocument document, int leads, List<Account> accounts, Instant now) {
        Action first = first(document);
        List<Account> able = first == Action.INMAIL ? able(document, accounts) : accounts;
        if (able.isEmpty() || first == null) {
            String why = first == null
                    ? "The sequence sends nothing."
                    : accounts.isEmpty()
                            ? "There is no account to send from."
                            : "None of the %d accounts can send the InMails that come first."
                                    .formatted(accounts.size());
            return new Answer(
                    leads, accounts.size(), null, null, why, null, why, List.of(), warnings(document, leads, accounts));
        }
        Course course = play(document, first, leads, able, now);
        LocalDate last = course.last();
        LocalDate completed = last == null ? null : last.plusDays(longest(document));
        List<Account> more = new ArrayList<>(able);
        more.add(new Account(fresh(able.getFirst().sheet()), 0));
        LocalDate sooner = play(document, first, leads, more, now).last();
        Long saved = last == null || sooner == null
                ? null
                : Long.valueOf(java.time.temporal.ChronoUnit.DAYS.between(sooner, last));
        String bottleneck = course.bottleneck();
        return new Answer(
                leads,
                able.size(),
                last,
                completed,
                bottleneck,
                saved,
                last == null
                        ? "%d leads, %d accounts: not all get their first touch in %d days. Bottleneck: %s."
                                .formatted(leads, able.size(), MOST_DAYS, bottleneck)
                        : "%d leads, %d accounts, your windows and days off: the last first touch goes out on %s, the last lead is through about %s. Bottleneck: %s.%s"
                                .formatted(
                                        leads,
                                        able.size(),
                                        last,
                                        completed,
                                        bottleneck,
                                        saved == null || saved < 1
                                                ? ""
                                                : " One more account saves %d %s."
                                                        .formatted(saved, saved == 1 ? "day" : "days")),
                course.days(),
                warnings(document, leads, accounts));
    }

    /** Those that can send the InMails of the sequence. */
    private static List<Account> able(SequenceDocument document, List<Account> accounts) {
        return accounts.stream()
                .filter(account -> AbleSenders.inmails(document).stream()
                        .noneMatch(mail -> account.sheet().ways(mail.through()).isEmpty()))
                .toList();
    }

    /** InMails that no account can send, and credits that do not suffice. */
    static List<String> warnings(SequenceDocument document, int leads, List<Account> accounts) {
        List<Sheet> sheets = accounts.stream().map(Account::sheet).toList();
        List<String> warnings = new ArrayList<>();
        for (Step.InMail mail : AbleSenders.inmails(document)) {
            String cannot = AbleSenders.cannot(mail, sheets);
            if (cannot != null) {
                warnings.add("Step “%s”: %s.".formatted(mail.id(), cannot));
                continue;
            }
            List<Integer> left = sheets.stream()
                    .filter(sheet -> !sheet.ways(mail.through()).isEmpty())
                    .map(sheet -> Optional.ofNullable(sheet.inmails().left(sheet.ways(mail.through()))))
                    .flatMap(Optional::stream)
                    .toList();
            int credits = left.stream().mapToInt(Integer::intValue).sum();
            if (!left.isEmpty() && credits < leads) {
                warnings.add(
                        "Step “%s”: the accounts have %d InMail credits%s for %d leads; beyond these, leads whose profile is not open wait for new credits."
                                .formatted(mail.id(), credits, AbleSenders.through(mail), leads));
            }
        }
        return warnings;
    }

    /** What goes out first; null: nothing does. */
    static @Nullable Action first(SequenceDocument document) {
        Deque<String> next = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        if (!document.steps().isEmpty()) {
            next.add(document.steps().getFirst().id());
        }
        while (!next.isEmpty()) {
            String id = next.remove();
            Step step = seen.add(id) ? document.step(id).orElse(null) : null;
            switch (step) {
                case Step.Invite invite -> {
                    return Action.INVITE;
                }
                case Step.Message message -> {
                    return Action.MESSAGE;
                }
                case Step.InMail inmail -> {
                    return Action.INMAIL;
                }
                case Step.Email email -> {
                    return Action.EMAIL;
                }
                case null -> {
                    // been there
                }
                default -> next.addAll(ways(step));
            }
        }
        return null;
    }

    private static List<String> ways(Step step) {
        List<String> ways = new ArrayList<>();
        if (step instanceof Step.Condition condition) {
            add(ways, condition.yes());
            add(ways, condition.no());
            add(ways, condition.unknown());
        } else {
            add(ways, step.next());
        }
        return ways;
    }

    private static void add(List<String> ways, @Nullable String to) {
        if (to != null) {
            ways.add(to);
        }
    }

    /** Days of the longest way through; a circle counts once. */
    static long longest(SequenceDocument document) {
        return document.steps().isEmpty()
                ? 0
                : longest(document, document.steps().getFirst().id(), new HashMap<>(), new HashSet<>());
    }

    private static long longest(SequenceDocument document, String id, Map<String, Long> known, Set<String> open) {
        Long there = known.get(id);
        Step step = document.step(id).orElse(null);
        if (there != null || step == null || !open.add(id)) {
            return there == null ? 0 : there;
        }
        long own = switch (step) {
            case Step.Wait wait ->
                switch (wait.unit()) {
                    case HOURS -> (wait.amount() + 23L) / 24;
                    case DAYS -> wait.amount();
                    case WORKING_DAYS ->
                        (long) Math.ceil(wait.amount()
                                * 7.0
                                / Math.max(
                                        1, document.settings().window().days().size()));
                };
            case Step.Condition condition -> condition.days();
            default -> 0;
        };
        long most = 0;
        for (String to : ways(step)) {
            most = Math.max(most, longest(document, to, known, open));
        }
        open.remove(id);
        known.put(id, own + most);
        return own + most;
    }

    private static Sheet fresh(Sheet like) {
        Sender model = like.sender();
        Sender one = new Sender(
                new java.util.UUID(0, 1),
                model.connection(),
                "one more",
                model.channel(),
                "one more account",
                null,
                "",
                model.tier(),
                null,
                io.salessync.connectors.OutreachAccount.Status.OK,
                model.statusAt(),
                null,
                model.zone(),
                model.country(),
                model.settings(),
                model.statusAt(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                model.createdAt(),
                1);
        return new Sheet(
                one,
                like.today(),
                Map.of(),
                0,
                Map.of(),
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                InMails.UNTOLD);
    }

    private record Course(@Nullable LocalDate last, String bottleneck, List<Day> days) {}

    /** One account on its way through the days. */
    private static final class Playing {
        private final Sheet sheet;
        private final Map<LocalDate, Integer> used = new HashMap<>();
        private int others;
        private int active;
        private double waiting;
        private final double unanswered;

        Playing(Account account, Action action) {
            sheet = account.sheet();
            others = account.others();
            active = sheet.activeDays();
            waiting = sheet.waiting();
            used.putAll(sheet.uses().getOrDefault(action, Map.of()));
            unanswered = sheet.invited() < Health.ENOUGH_INVITATIONS
                    ? 1 - ACCEPTED
                    : 1 - (double) sheet.accepted() / sheet.invited();
        }
    }

    private static Course play(
            SequenceDocument document, Action action, int leads, List<Account> accounts, Instant now) {
        List<Playing> playing =
                accounts.stream().map(account -> new Playing(account, action)).toList();
        Map<String, Integer> limits = new HashMap<>();
        List<Day> days = new ArrayList<>();
        int left = leads;
        LocalDate start = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate last = null;
        for (int ahead = 0; ahead < MOST_DAYS && left > 0; ahead++) {
            LocalDate date = start.plusDays(ahead);
            int sent = 0;
            for (Playing one : playing) {
                int can = capacity(document, action, one, date, now, limits);
                // fair shares: the other sequences of the account take half while they have leads
                int theirs = Math.min(one.others, can / 2);
                int ours = Math.min(left - sent, can - theirs);
                one.others -= Math.min(one.others, can - ours);
                if (ours + theirs > 0) {
                    one.used.merge(date, ours + theirs, Integer::sum);
                    one.active++;
                    if (action == Action.INVITE) {
                        one.waiting += ours + theirs;
                    }
                }
                int answered = one.used.getOrDefault(date.minusDays(ANSWERED_AFTER), 0);
                one.waiting = Math.max(0, one.waiting - answered * (1 - one.unanswered));
                sent += ours;
            }
            if (sent > 0) {
                days.add(new Day(date, sent));
                left -= sent;
                last = date;
            }
        }
        String bottleneck = limits.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, Integer> limit) -> limit.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse("Nothing holds it up");
        return new Course(left > 0 ? null : last, bottleneck, days);
    }

    private static int capacity(
            SequenceDocument document,
            Action action,
            Playing one,
            LocalDate date,
            Instant now,
            Map<String, Integer> limits) {
        Sender sender = one.sheet.sender();
        List<Hours> windows = Hours.of(document.settings().window(), null, sender.country(), sender);
        long seconds = open(windows, date, sender, now);
        if (seconds <= 0) {
            return 0;
        }
        int used = one.used.getOrDefault(date, 0);
        int day = Math.max(0, Caps.ramped(sender, action, one.active) - used);
        long spaced = 1
                + seconds
                        / Math.max(
                                1,
                                (sender.settings().spacingFrom()
                                                + sender.settings().spacingTo())
                                        / 2);
        int least = day;
        String limit = "The daily cap of %d %s of “%s”"
                .formatted(Caps.ramped(sender, action, one.active), action.plural(), sender.name());
        if (spaced < least) {
            least = (int) spaced;
            limit = "The hours of “%s” and the pause between its sends".formatted(sender.name());
        }
        Integer weekCap = Caps.week(sender, action);
        if (weekCap != null) {
            int week = one.used.entrySet().stream()
                    .filter(use -> use.getKey().isAfter(date.minusDays(7))
                            && !use.getKey().isAfter(date))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            if (weekCap - week < least) {
                least = Math.max(0, weekCap - week);
                limit = "The weekly cap of %d %s of “%s”".formatted(weekCap, action.plural(), sender.name());
            }
        }
        if (action == Action.INVITE) {
            int pending = (int) (Caps.pending(sender) - one.waiting);
            if (pending < least) {
                least = Math.max(0, pending);
                limit = "The cap of %d invitations of “%s” that wait for an answer"
                        .formatted(Caps.pending(sender), sender.name());
            }
        }
        limits.merge(limit.replaceAll("The daily cap of \\d+", "The daily cap of"), 1, Integer::sum);
        return least;
    }

    /** Seconds of the day on which all windows are open, from now on; in steps of a quarter of an hour. */
    private static long open(List<Hours> windows, LocalDate date, Sender sender, Instant now) {
        Set<DayOfWeek> days = sender.settings().days();
        if (!days.contains(date.getDayOfWeek())) {
            return 0;
        }
        Instant at = date.atStartOfDay(sender.zone()).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(sender.zone()).toInstant();
        long seconds = 0;
        Duration step = Duration.ofMinutes(15);
        while (at.isBefore(end)) {
            Instant moment = at;
            if (!at.isBefore(now) && windows.stream().allMatch(hours -> hours.open(moment))) {
                seconds += step.toSeconds();
            }
            at = at.plus(step);
        }
        return seconds;
    }
}
