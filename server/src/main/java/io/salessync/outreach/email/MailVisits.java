package io.salessync.outreach.email;

import io.salessync.connectors.OutreachNews;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Suppressions;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Visits of mails. Those of the own server are kept as they come, and told of the lead a minute later: what a person did once for each
 * mail and link, what machines did once for each mail and never as a person's. Neither addresses nor programs of visitors are kept.
 */
@Component("outreachMailVisits")
class MailVisits {
    /** More visits of one mail tell nothing new. */
    private static final int MOST = 200;

    private static final int AT_ONCE = 200;

    private final KeptMails mails;
    private final Suppressions suppressions;
    private final Leads leads;
    private final Sequences sequences;
    private final Tenants tenants;
    private final Database database;
    private final InstantSource clock;

    MailVisits(
            KeptMails mails,
            Suppressions suppressions,
            Leads leads,
            Sequences sequences,
            Tenants tenants,
            Database database,
            InstantSource clock) {
        this.mails = mails;
        this.suppressions = suppressions;
        this.leads = leads;
        this.sequences = sequences;
        this.tenants = tenants;
        this.database = database;
        this.clock = clock;
    }

    /** Keeps that a mail's picture was called for. */
    void seen(String word, @Nullable String sign) {
        visited(word, true, sign);
    }

    /** Keeps that a link was followed; where it leads, null: the word is none of ours. */
    @Nullable String followed(String word, @Nullable String sign) {
        return visited(word, false, sign);
    }

    private @Nullable String visited(String word, boolean picture, @Nullable String sign) {
        Links.Visited named = Links.readVisit(word);
        if (named == null
                || picture != named.link() < 0
                || tenants.all().stream().noneMatch(tenant -> tenant.id().equals(named.tenant()))) {
            return null;
        }
        TenantId tenant = named.tenant();
        return database.inTenant(tenant, sql -> {
            if (!Links.isOurVisit(suppressions.salt(sql, tenant), word)) {
                return null;
            }
            KeptMails.Kept mail = mails.mail(sql, tenant, named.touch()).orElse(null);
            Letter letter = mail == null ? null : mail.written();
            if (letter == null || (picture ? !letter.trackOpens() : !letter.trackLinks())) {
                return null;
            }
            List<String> links = Objects.requireNonNull(letter.links());
            if (!picture && named.link() >= links.size()) {
                return null;
            }
            sql.execute(
                    "INSERT INTO outreach.mail_visit (tenant_id, touch_id, link, at, sign) SELECT ?, ?, ?::int, ?::timestamptz, ?::text"
                            + " WHERE (SELECT count(*) FROM outreach.mail_visit WHERE tenant_id = ? AND touch_id = ?) < ?",
                    tenant.value(),
                    named.touch(),
                    picture ? null : named.link(),
                    clock.instant().toString(),
                    sign,
                    tenant.value(),
                    named.touch(),
                    MOST);
            return picture ? "" : links.get(named.link());
        });
    }

    /** Tells of visits that are old enough; says how many mails had some. */
    int settle(TenantId tenant) {
        String until = clock.instant().minus(Visits.SETTLED).toString();
        List<UUID> touched = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT DISTINCT touch_id FROM outreach.mail_visit WHERE tenant_id = ? AND verdict IS NULL AND at <= ?::timestamptz"
                                        + " ORDER BY touch_id LIMIT ?",
                                tenant.value(),
                                until,
                                AT_ONCE)
                        .getValues(0, UUID.class));
        touched.forEach(touch -> database.runInTenant(tenant, sql -> settle(sql, tenant, touch, until)));
        return touched.size();
    }

    private void settle(DSLContext sql, TenantId tenant, UUID touch, String until) {
        KeptMails.Kept mail = mails.mail(sql, tenant, touch).orElse(null);
        // leads first, as everywhere; of two nodes the second one finds nothing left
        Lead lead = mail == null ? null : leads.locked(sql, tenant, mail.lead()).orElse(null);
        if (mail == null || lead == null) {
            return;
        }
        List<Record> rows = sql.fetch(
                "SELECT * FROM outreach.mail_visit WHERE tenant_id = ? AND touch_id = ? ORDER BY at, visit_id",
                tenant.value(),
                touch);
        List<Visits.Visit> all = rows.stream()
                .map(row -> new Visits.Visit(
                        row.get("visit_id", Long.class),
                        row.get("link", Integer.class),
                        row.get("at", Instant.class),
                        row.get("sign", String.class)))
                .toList();
        Instant sentAt = sentAt(sql, tenant, mail);
        Instant now = Instant.parse(until);
        Set<String> told = new HashSet<>();
        boolean person = false;
        for (int i = 0; i < all.size(); i++) {
            Visits.Visit visit = all.get(i);
            String verdict = rows.get(i).get("verdict", String.class);
            if (verdict != null) {
                told.add(key(verdict.equals("MACHINE"), visit.link()));
                continue;
            }
            if (visit.at().isAfter(now)) {
                continue;
            }
            String machine = Visits.machine(visit, all, sentAt);
            sql.execute(
                    "UPDATE outreach.mail_visit SET verdict = ?, sign = ? WHERE tenant_id = ? AND visit_id = ?",
                    machine == null ? "PERSON" : "MACHINE",
                    machine,
                    tenant.value(),
                    visit.id());
            if (told.add(key(machine != null, visit.link()))) {
                Integer link = visit.link();
                Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
                evidence.put("source", "own server");
                String url = link == null
                        ? null
                        : Objects.requireNonNull(mail.written().links()).get(link);
                leads.note(sql, tenant, lead, happening(sql, tenant, mail, visit.at(), url, machine, evidence));
                person |= machine == null;
            }
        }
        if (person) {
            wake(sql, tenant, lead);
        }
    }

    /** A service told of an opening or a followed link. @return what it did; empty: it is of no mail that is kept */
    Optional<String> told(DSLContext sql, TenantId tenant, Sender sender, OutreachNews.Tracked news) {
        KeptMails.Kept mail = mail(sql, tenant, sender, news).orElse(null);
        Lead lead = mail == null ? null : leads.locked(sql, tenant, mail.lead()).orElse(null);
        if (mail == null || lead == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant said = news.at();
        Instant at = said == null || said.isAfter(now) ? now : said;
        String agent = news.agent();
        Visits.Visit visit =
                new Visits.Visit(0, null, at, agent == null ? null : Visits.sign("GET", Map.of("user-agent", agent)));
        String machine = Visits.machine(visit, List.of(visit), sentAt(sql, tenant, mail));
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "NEWS");
        evidence.put("tracking", news.tracking());
        leads.note(sql, tenant, lead, happening(sql, tenant, mail, at, news.url(), machine, evidence));
        if (machine != null) {
            return Optional.of("A program looked at the mail, not a person: it %s.".formatted(machine));
        }
        wake(sql, tenant, leads.locked(sql, tenant, lead.id()).orElseThrow());
        return Optional.of(news.url() == null ? "The mail was opened." : "A link was followed.");
    }

    private Optional<KeptMails.Kept> mail(DSLContext sql, TenantId tenant, Sender sender, OutreachNews.Tracked news) {
        String label = news.label();
        try {
            if (label != null) {
                return mails.mail(sql, tenant, UUID.fromString(label))
                        .filter(mail -> mail.sender().equals(sender.id()));
            }
        } catch (IllegalArgumentException notOurs) {
            // somebody else's label
        }
        String tracking = news.tracking();
        return tracking == null ? Optional.empty() : mails.tracked(sql, tenant, sender.id(), tracking);
    }

    private static String key(boolean machine, @Nullable Integer link) {
        return machine ? "machine" : link == null ? "seen" : "link " + link;
    }

    /** When it was handed over: a scanner may be faster than we write down that it was. */
    private static Instant sentAt(DSLContext sql, TenantId tenant, KeptMails.Kept mail) {
        Instant sent = mail.sentAt();
        return sent != null
                ? sent
                : sql.fetchSingle(
                                "SELECT decided_at FROM outreach.mail WHERE tenant_id = ? AND touch_id = ?",
                                tenant.value(),
                                mail.touch())
                        .get(0, Instant.class);
    }

    private static Leads.Happening happening(
            DSLContext sql,
            TenantId tenant,
            KeptMails.Kept mail,
            Instant at,
            @Nullable String url,
            @Nullable String machine,
            Map<String, @Nullable Object> evidence) {
        evidence.put("touch", mail.touch().toString());
        evidence.put("url", url);
        evidence.put("machine", machine);
        Record touch = sql.fetchOne(
                "SELECT step, variant FROM outreach.touch WHERE tenant_id = ? AND touch_id = ?",
                tenant.value(),
                mail.touch());
        return new Leads.Happening(
                machine != null ? EventKind.PREFETCHED : url == null ? EventKind.OPENED : EventKind.CLICKED,
                at,
                touch == null ? null : touch.get(0, String.class),
                touch == null ? "" : touch.get(1, String.class),
                mail.sender(),
                machine != null
                        ? "A program looked at the mail, not a person: it %s.".formatted(machine)
                        : url == null ? "They opened the mail." : "They followed a link.",
                evidence,
                "outreach");
    }

    /** A condition that waits for it goes on now. */
    private void wake(DSLContext sql, TenantId tenant, Lead lead) {
        String at = lead.step();
        boolean waits = lead.blocker() == Blocker.ANSWER
                && at != null
                && sequences
                        .version(sql, tenant, lead.sequence(), lead.version())
                        .flatMap(live -> live.document().step(at))
                        .filter(step -> step instanceof Step.Condition condition
                                && (condition.question() == Step.Condition.Question.OPENED
                                        || condition.question() == Step.Condition.Question.CLICKED))
                        .isPresent();
        if (waits) {
            leads.putOff(sql, tenant, lead, clock.instant(), Blocker.ANSWER, "They opened the mail.");
        }
    }
}
