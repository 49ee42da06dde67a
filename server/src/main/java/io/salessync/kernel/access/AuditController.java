package io.salessync.kernel.access;

import io.salessync.kernel.audit.AuditEntry;
import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.audit.AuditVerdict;
import io.salessync.kernel.tenancy.Database;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit trail over HTTP. It lives here because the trail itself knows no users. */
@RestController
@RequestMapping("/api/v1/audit")
@PreAuthorize("hasAuthority('audit:read')")
class AuditController {
    private static final int MOST = 500;

    private final AuditTrail trail;
    private final Database database;

    AuditController(AuditTrail trail, Database database) {
        this.trail = trail;
        this.database = database;
    }

    /** @param who the actor as people read it; {@code actor} is what the hash covers */
    record EntryAnswer(
            long seq,
            Instant at,
            String actor,
            String who,
            String action,
            String subject,
            Map<String, String> detail,
            String hash) {
        static EntryAnswer of(AuditTrail.Stored stored, Map<String, String> people) {
            AuditEntry entry = stored.entry();
            return new EntryAnswer(
                    entry.seq(),
                    entry.at(),
                    entry.actor(),
                    people.getOrDefault(entry.actor(), entry.actor()),
                    entry.action(),
                    entry.subject(),
                    entry.detail(),
                    HexFormat.of().formatHex(stored.hash()));
        }
    }

    /** @param next what to give as {@code before} for the entries that follow */
    record EntriesAnswer(List<EntryAnswer> items, @Nullable String next) {}

    /** @param head where the trail ends, {@code number:hash}, to be noted outside */
    record VerdictAnswer(
            boolean ok,
            long checked,
            @Nullable Long brokenAt,
            @Nullable String reason,
            String head) {}

    @GetMapping
    EntriesAnswer entries(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable Long before,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String q) {
        int most = Math.clamp(limit, 1, MOST);
        List<AuditTrail.Stored> stored = trail.newest(actor.tenant(), before, q, most + 1);
        Map<String, String> people = database.inTenant(
                actor.tenant(),
                sql -> Signatures.people(
                        sql,
                        actor.tenant(),
                        stored.stream()
                                .map(one -> one.entry().actor())
                                .distinct()
                                .toList()));
        List<EntryAnswer> found =
                stored.stream().map(one -> EntryAnswer.of(one, people)).toList();
        if (found.size() <= most) {
            return new EntriesAnswer(found, null);
        }
        List<EntryAnswer> shown = found.subList(0, most);
        return new EntriesAnswer(shown, Long.toString(shown.getLast().seq()));
    }

    @PostMapping("/verify")
    VerdictAnswer verify(@AuthenticationPrincipal Actor actor) {
        AuditVerdict verdict = trail.verify(actor.tenant());
        return new VerdictAnswer(
                verdict.ok(),
                verdict.checked(),
                verdict.brokenAt(),
                verdict.reason(),
                verdict.head().toString());
    }
}
