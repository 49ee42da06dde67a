package io.salessync.outreach.leads;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has the leads of a class of errors tried again, as the page does it. */
@Component
public class ClassRecovery {
    private final LeadActs acts;
    private final Database database;

    ClassRecovery(LeadActs acts, Database database) {
        this.acts = acts;
        this.database = database;
    }

    /**
     * What becomes of a lead.
     *
     * @param to null: nothing, {@code why} says why
     */
    public record Line(
            UUID lead,
            String name,
            LeadState state,
            @Nullable LeadState to,
            @Nullable String why) {}

    /** @param act for taking it back; null: nothing was done */
    public record Told(@Nullable UUID act, int done, int left, Map<String, Integer> whyLeft, List<Line> lines) {}

    /**
     * Tries again what failed or waits by a class.
     *
     * @param name of the class, whatever its case
     * @param apply false: it is only told
     * @throws Problem where there is no such class, naming those there are
     */
    public Told recover(TenantId tenant, String name, boolean apply, String who) {
        LeadActs.Wish wish = new LeadActs.Wish(
                Recovery.Kind.RETRY,
                new LeadActs.Choice(null, null, null, errorClass(name), null, null, null, null, null),
                null,
                null,
                null);
        LeadActs.Told told = database.inTenant(
                tenant, sql -> apply ? acts.apply(sql, tenant, wish, who) : acts.preview(sql, tenant, wish, who));
        return new Told(
                told.act(),
                told.done(),
                told.left(),
                told.whyLeft(),
                told.lines().stream()
                        .map(line -> new Line(line.lead(), line.name(), line.state(), line.to(), line.why()))
                        .toList());
    }

    private static LeadActs.ErrorClass errorClass(String name) {
        String plain = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(LeadActs.ErrorClass.values())
                .filter(one -> one.name().equals(plain))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.WRONG_LEADS,
                                "'%s' is no class of errors. There are: %s."
                                        .formatted(
                                                name,
                                                Arrays.stream(LeadActs.ErrorClass.values())
                                                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                                                        .collect(Collectors.joining(", "))))
                        .with("class", name));
    }
}
