package io.salessync.outreach.reports;

import io.salessync.kernel.figures.Interval;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of outreach in a number of days. Shares are 0 to 1; days are UTC.
 *
 * @param states how many leads stand where, now
 * @param blockers why those at work do not move, now
 * @param reasons why those that failed or were suppressed did
 * @param acceptance of the invitations of that time, by step and text; young ones may still be accepted
 * @param errors classes of errors that leads are held by or failed of, now, the most frequent first
 * @param stuck leads that were due and that nobody did anything about; has to be 0
 */
@Schema(name = "OutreachReport")
record Report(
        LocalDate from,

        @Schema(example = "{\"INVITE_SENT\": 40, \"REPLIED\": 7}")
        Map<String, Long> states,

        @Schema(example = "{\"QUOTA\": 12}") Map<String, Long> blockers,
        @Schema(example = "{\"invalid_recipient\": 2}") Map<String, Long> reasons,
        List<Stage> funnel,
        List<VariantResult> variants,
        List<Acceptance> acceptance,
        List<ErrorClass> errors,
        List<Day> days,
        Lag lag,
        @Schema(example = "0") int stuck,
        List<Target> targets,
        Mails mails) {

    /**
     * What is known of mails after they went out.
     *
     * @param opened by people, as far as can be told
     * @param followed links that people followed, as far as can be told
     * @param machines mails that programs looked at or whose links they followed; in none of the others
     * @param caveat what these numbers are worth, for people
     */
    @Schema(name = "OutreachMailResults")
    record Mails(
            @Schema(example = "120") long sent,
            @Schema(example = "31") long opened,
            @Schema(example = "9") long followed,
            @Schema(example = "44") long machines,
            String caveat) {}

    /** @param share of those who entered; null: nobody did */
    @Schema(name = "OutreachStage")
    record Stage(
            @Schema(example = "INVITED") String kind,
            @Schema(example = "120") long count,
            @Nullable Double share) {}

    /** @param share of those who got it, how many answered later; with what it may really be */
    @Schema(name = "OutreachVariantResult")
    record VariantResult(
            UUID sequence,
            String sequenceName,
            @Schema(example = "invite") String step,
            @Schema(example = "short") String variant,
            long sent,
            long connected,
            long replied,
            double share,
            double low,
            double high) {}

    /** @param share of the invitations that went out from here, how many were accepted; with what it may really be */
    @Schema(name = "OutreachAcceptance")
    record Acceptance(
            UUID sequence,
            String sequenceName,
            @Schema(example = "invite") String step,
            @Schema(example = "short") String variant,
            @Schema(example = "80") long invited,
            @Schema(example = "24") long accepted,
            double share,
            double low,
            double high) {}

    /**
     * A class of errors, as leads are tried again by it.
     *
     * @param share of all leads with an error
     */
    @Schema(name = "OutreachErrorShare")
    record ErrorClass(
            @Schema(example = "TRANSIENT") String name,
            @Schema(example = "3") long leads,
            double share) {}

    /** Something that did not go well, and how often, in minutes. */
    @Schema(name = "OutreachShortfall")
    record Shortfall(
            @Schema(example = "the engine has not come round since 09:12")
            String what,

            @Schema(example = "12") long count) {}

    @Schema(name = "OutreachDay")
    record Day(LocalDate day, long sent, long connected, long replied) {}

    /** How long after two were connected it was known here, of those where the network told when; null: there is none. */
    @Schema(name = "OutreachLag")
    record Lag(
            long count,
            @Nullable Double p50Minutes,
            @Nullable Double p95Minutes) {}

    /**
     * Whether something works as promised.
     *
     * @param definition what is counted
     * @param value null: there is nothing to count yet
     * @param shortfalls what did not go well, the most frequent first, where that is known
     * @param met null: too little to tell, the bound lies within what it may really be
     */
    @Schema(name = "OutreachTarget")
    record Target(
            @Schema(example = "Processing success") String name,
            String definition,
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high,
            @Schema(example = "at least 95 %") String wanted,
            long sample,
            List<Shortfall> shortfalls,
            @Nullable Boolean met) {

        /** @param bound that is to be reached */
        static Target of(String name, String definition, long hits, long of, double bound, String wanted) {
            return of(name, definition, hits, of, bound, wanted, List.of());
        }

        /** @param bound that is to be reached */
        static Target of(
                String name,
                String definition,
                long hits,
                long of,
                double bound,
                String wanted,
                List<Shortfall> shortfalls) {
            if (of == 0) {
                return new Target(name, definition, null, null, null, wanted, 0, shortfalls, null);
            }
            Interval share = Interval.of(hits, of);
            Boolean met = share.low() >= bound ? Boolean.TRUE : share.high() < bound ? Boolean.FALSE : null;
            return new Target(name, definition, share.value(), share.low(), share.high(), wanted, of, shortfalls, met);
        }
    }
}
