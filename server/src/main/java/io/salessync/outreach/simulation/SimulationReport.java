package io.salessync.outreach.simulation;

import io.salessync.outreach.leads.LeadState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation came to, by the sandbox's truth. Times are the simulation's, UTC.
 *
 * @param rows of the file
 * @param taken how many became leads
 * @param notTaken why others did not, by row
 * @param states of the leads at the end
 * @param processed what was decided to be sent or done, by lead and step: it came to an end, or should have a day later
 * @param succeeded how many of those were done, or refused for good because of the person with the lead ended for just that
 * @param refused how many of these were refused
 * @param open what was decided within the last day and is not done yet, or whose lead ended meanwhile
 * @param waiting what was decided earlier and waits at the end for a person, an account, a limit or a window, by name
 * @param doubles what reached somebody a second time
 * @param stuck leads without a time and a reason, or that nobody does anything about
 * @param recovery how long leads were held by calls that failed or had no outcome, until they were done or known
 * @param slow who was held for more than five minutes, and how long
 * @param uncertain how long nobody knew the outcome of a call, whatever else held it up
 * @param back from the end of an account's fault until the program went on with the account
 * @param deaths how often the program was killed
 * @param attended how often a person did what the program asked for
 * @param steps how often the clock was stepped
 * @param milliseconds of the wall's
 */
record SimulationReport(
        String sequence,
        long seed,
        int days,
        Instant from,
        Instant until,
        int rows,
        int taken,
        Map<Integer, String> notTaken,
        Map<LeadState, Integer> states,
        int processed,
        int succeeded,
        int refused,
        int open,
        int waiting,
        List<String> unfinished,
        int doubleSends,
        List<String> doubles,
        Detection connections,
        Detection replies,
        List<StuckLead> stuck,
        Times recovery,
        List<String> slow,
        Times uncertain,
        Standing.Back back,
        Map<String, Integer> sent,
        int steps,
        int deaths,
        int attended,
        long milliseconds,
        List<LeadStory> leads) {

    /** What is not as it should be. */
    List<String> faults() {
        List<String> all = new ArrayList<>();
        doubles.forEach(one -> all.add("sent twice: " + one));
        stuck.forEach(one -> all.add("stuck: %s (%s): %s".formatted(one.name(), one.state(), one.why())));
        connections.wrong().forEach(one -> all.add("false connection: " + one));
        replies.wrong().forEach(one -> all.add("false reply: " + one));
        connections.missed().forEach(one -> all.add("missed connection: " + one));
        replies.missed().forEach(one -> all.add("missed reply: " + one));
        connections.late().forEach(one -> all.add("late connection: " + one));
        replies.late().forEach(one -> all.add("late reply: " + one));
        unfinished.forEach(one -> all.add("not done: " + one));
        slow.forEach(one -> all.add("held for long: " + one));
        return all;
    }

    /** Without what happened to leads with which all went well. */
    SimulationReport withoutStories() {
        List<String> faults = faults();
        return new SimulationReport(
                sequence,
                seed,
                days,
                from,
                until,
                rows,
                taken,
                notTaken,
                states,
                processed,
                succeeded,
                refused,
                open,
                waiting,
                unfinished,
                doubleSends,
                doubles,
                connections,
                replies,
                stuck,
                recovery,
                slow,
                uncertain,
                back,
                sent,
                steps,
                deaths,
                attended,
                milliseconds,
                leads.stream()
                        .filter(lead -> faults.stream().anyMatch(fault -> fault.contains(lead.name())))
                        .toList());
    }

    /**
     * What was found against what is so.
     *
     * @param so how many there are, of those that are old enough to be found
     * @param found how many of those were found
     * @param missed who was not, though a day went by
     * @param wrong who was said to be, and is not
     * @param within24Hours how many were found within a day
     * @param late who was found later than that
     */
    record Detection(
            int so,
            int found,
            List<String> missed,
            List<String> wrong,
            int within24Hours,
            List<String> late,
            Times lag) {}

    record StuckLead(String name, LeadState state, String why) {}

    /** How long something took, in seconds; nulls: it never happened. */
    record Times(
            int count,
            int within5Minutes,
            @Nullable Long median,
            @Nullable Long p95,
            @Nullable Long most) {
        static final int SOON = 300;

        static Times of(List<Long> seconds) {
            long[] sorted = seconds.stream().mapToLong(Long::longValue).sorted().toArray();
            if (sorted.length == 0) {
                return new Times(0, 0, null, null, null);
            }
            return new Times(
                    sorted.length,
                    (int) Arrays.stream(sorted).filter(one -> one <= SOON).count(),
                    sorted[sorted.length / 2],
                    sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * 0.95) - 1)],
                    sorted[sorted.length - 1]);
        }

        @Override
        public String toString() {
            return count == 0
                    ? "none"
                    : "%d, median %s, p95 %s, longest %s".formatted(count, words(median), words(p95), words(most));
        }

        private static String words(@Nullable Long seconds) {
            long all = seconds == null ? 0 : seconds;
            return all < 120
                    ? all + " s"
                    : all < 7_200 ? all / 60 + " min" : String.format(Locale.ROOT, "%.1f h", all / 3_600.0);
        }
    }

    record StoryLine(Instant at, String kind, String note) {}

    /** @param why what it waits for, where it has not ended */
    record LeadStory(
            String name,
            LeadState state,
            @Nullable String reason,
            @Nullable String why,
            List<StoryLine> story) {}

    /** Whether nothing is in it that must not be. */
    boolean sound() {
        return doubleSends == 0 && stuck.isEmpty() && connections.wrong().isEmpty();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s, %d days from %s, seed %d: %d of %d rows became leads (%.1f s, %d steps of the clock, killed %d times, a person asked %d times)"
                        .formatted(
                                sequence,
                                days,
                                from,
                                seed,
                                taken,
                                rows,
                                milliseconds / 1_000.0,
                                steps,
                                deaths,
                                attended));
        notTaken.forEach((row, why) -> lines.add("  row %d: %s".formatted(row, why)));
        lines.add("States          " + states);
        lines.add("Sent            " + sent);
        lines.add(
                "Processed       %d, succeeded %d (%s; %d of them refused for the person, which the lead says), under way %d, waiting for a person, account, limit or window %d"
                        .formatted(processed, succeeded, percent(succeeded, processed), refused, open, waiting));
        unfinished.forEach(one -> lines.add("  not done: " + one));
        lines.add("Double sends    " + doubleSends);
        doubles.forEach(one -> lines.add("  " + one));
        lines.addAll(detection("Connections", connections));
        lines.addAll(detection("Replies", replies));
        lines.add("Stuck leads     " + stuck.size());
        stuck.forEach(one -> lines.add("  %s (%s): %s".formatted(one.name(), one.state(), one.why())));
        lines.add("Recovered       " + recovery
                + (recovery.count() == 0 ? "" : "; within 5 min " + recovery.within5Minutes()));
        lines.add("Looked up       " + uncertain
                + (uncertain.count() == 0 ? "" : "; within 5 min " + uncertain.within5Minutes()));
        lines.add("Accounts back   " + back.passing()
                + (back.passing().count() == 0
                        ? ""
                        : "; within 5 min " + back.passing().within5Minutes()));
        lines.add("Signed in again " + back.owners());
        for (LeadStory lead : leads) {
            lines.add("");
            lines.add("%s: %s%s"
                    .formatted(lead.name(), lead.state(), lead.reason() == null ? "" : " (" + lead.reason() + ")"));
            lead.story().forEach(line -> lines.add("  %s  %-12s %s".formatted(line.at(), line.kind(), line.note())));
            if (lead.why() != null) {
                lines.add("  now: " + lead.why());
            }
        }
        return lines;
    }

    private static List<String> detection(String what, Detection one) {
        List<String> lines = new ArrayList<>();
        lines.add("%-15s %d are so, %d found (%d within 24 h), missed %d, false %d; lag: %s"
                .formatted(
                        what,
                        one.so(),
                        one.found(),
                        one.within24Hours(),
                        one.missed().size(),
                        one.wrong().size(),
                        one.lag()));
        one.missed().forEach(name -> lines.add("  missed: " + name));
        one.wrong().forEach(name -> lines.add("  false: " + name));
        return lines;
    }

    private static String percent(int part, int all) {
        return all == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / all);
    }
}
