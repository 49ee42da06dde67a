package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.detection.Matching.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Recognises people and machines, for those who hear of them elsewhere. */
@Component
public class Recognised {
    private final Finding finding;

    Recognised(Finding finding) {
        this.finding = finding;
    }

    /** The lead that a sender knows by one of these; null: nobody, or nobody can tell. */
    public @Nullable UUID lead(
            DSLContext sql, TenantId tenant, UUID sender, @Nullable String member, @Nullable String publicId) {
        return finding.match(sql, tenant, sender, List.of(Seen.of(member, publicId, null, null)))
                .getFirst()
                .lead();
    }

    /** Whether a machine said it; null: a person did, as far as can be told. */
    public Heard.@Nullable Automatic automatic(
            Map<String, String> headers, @Nullable String subject, @Nullable String text, Instant at) {
        return AutoReplies.of(headers, subject, text, at);
    }
}
