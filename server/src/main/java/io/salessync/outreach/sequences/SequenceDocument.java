package io.salessync.outreach.sequences;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sequence as people write it. The first step is where leads enter.
 *
 * @param name unique in the tenant
 * @param about for people
 * @param fields names of the leads' own fields that texts and conditions may read, beside the catalogue
 */
public record SequenceDocument(String name, String about, List<String> fields, Settings settings, List<Step> steps) {
    public SequenceDocument {
        fields = List.copyOf(fields);
        steps = List.copyOf(steps);
    }

    /** One whose texts read nothing but the catalogue. */
    public SequenceDocument(String name, String about, Settings settings, List<Step> steps) {
        this(name, about, List.of(), settings, steps);
    }

    /**
     * Reads one as people write it in files.
     *
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-sequence} naming each mistake with its line
     */
    public static SequenceDocument of(String yaml) {
        return SequenceText.yaml(yaml);
    }

    /** The step of this id. */
    public Optional<Step> step(String id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /**
     * What holds for all steps.
     *
     * @param window when messages may go out
     * @param approve whether a person approves each message before it goes out
     * @param stop whom a reply stops
     * @param senders names of the senders on the network; empty: all that their owners allow
     * @param mailSenders likewise for mails
     * @param quietDays a person who was written to by any sequence in so many days does not enter; nor, where a reply stops the company,
     *     whoever is of a company that replied in so many days
     * @param perCompany how many of one company may be at work at once, over all sequences, when somebody enters; 0: as many as there are
     * @param purpose the purpose of consent that is asked
     * @param openTracking whether mails tell of being opened
     * @param linkTracking whether links in mails tell of being followed
     */
    public record Settings(
            Window window,
            boolean approve,
            StopOnReply stop,
            List<String> senders,
            List<String> mailSenders,
            int quietDays,
            int perCompany,
            String purpose,
            boolean openTracking,
            boolean linkTracking) {
        public Settings {
            senders = List.copyOf(senders);
            mailSenders = List.copyOf(mailSenders);
        }
    }

    /** Whom a reply stops. */
    public enum StopOnReply {
        PERSON,
        COMPANY,
        NOBODY
    }

    /** Whose clock a window goes by. */
    public enum ZoneOf {
        /** The lead's, where it is known; the sender's otherwise. */
        LEAD,
        SENDER
    }

    /**
     * When messages may go out.
     *
     * @param until exclusive; after {@code from}
     * @param leadHolidays whether public holidays of the lead's country are no working days
     * @param senderHolidays likewise of the sender's
     * @param daysOff further days
     */
    public record Window(
            Set<DayOfWeek> days,
            LocalTime from,
            LocalTime until,
            ZoneOf zone,
            boolean leadHolidays,
            boolean senderHolidays,
            List<LocalDate> daysOff) {
        public Window {
            days = Set.copyOf(days);
            daysOff = List.copyOf(daysOff);
        }
    }
}
