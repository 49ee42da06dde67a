package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Whom nothing is sent to, over all sequences and channels. All of it happens in the open transaction. */
public interface Suppressions {
    /** What an entry names. */
    enum Kind {
        EMAIL,
        /** All addresses of a domain and of those below it. */
        DOMAIN,
        LINKEDIN,
        COMPANY
    }

    /**
     * What is to be kept out.
     *
     * @param value in whatever form; it is normalised
     * @param expires null: never
     */
    record Wish(
            Kind kind,
            String value,
            String reason,
            @Nullable Instant expires) {}

    /**
     * What became of a wish.
     *
     * @param added false: it was there, and stays with the longer time
     * @param stopped how many leads at work it ended
     */
    record Outcome(Wish wish, boolean added, int stopped) {}

    /**
     * Adds entries, and ends leads at work that they meet as suppressed.
     *
     * @param source where it comes from, such as {@code unsubscribe}, {@code bounce}, {@code csv}, {@code page}
     * @throws io.salessync.kernel.problems.Problem {@code outreach.wrong-leads} where a value cannot be what its kind says
     */
    List<Outcome> add(DSLContext sql, TenantId tenant, Collection<Wish> wishes, String source, String who);

    /** Why each of these leads may not be written to, by what the lists say at that time; those that may are not in it. */
    Map<Lead, String> listed(DSLContext sql, TenantId tenant, Collection<Lead> leads, Instant now);

    /** The tenant's salt; one is drawn where there is none. Never leaves the program. */
    String salt(DSLContext sql, TenantId tenant);
}
