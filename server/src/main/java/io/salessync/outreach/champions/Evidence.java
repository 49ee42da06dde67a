package io.salessync.outreach.champions;

import io.salessync.customers.Person;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What our own data tell of a champion: mail that came back, answers, the customer as the CRM has it now. */
final class Evidence {
    private static final String BOUNCED = """
            SELECT l.email, e.at, coalesce(e.evidence->>'status', '') AS status FROM outreach.event e
            JOIN outreach.lead l ON l.tenant_id = e.tenant_id AND l.lead_id = e.lead_id
            WHERE e.tenant_id = ? AND e.kind = 'BOUNCED' AND l.person_id = ANY (?::uuid[]) AND e.at >= ?::timestamptz
              AND coalesce(e.evidence->>'status', '') LIKE '5%' AND l.email IS NOT NULL
            ORDER BY e.at DESC LIMIT 20
            """;
    private static final String SAID = """
            SELECT m.text, m.at FROM outreach.message m
            JOIN outreach.conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
            LEFT JOIN outreach.lead l ON l.tenant_id = c.tenant_id AND l.lead_id = c.lead_id
            WHERE m.tenant_id = ? AND NOT m.ours AND (c.person_id = ANY (?::uuid[]) OR l.person_id = ANY (?::uuid[])) AND m.at >= ?::timestamptz
            ORDER BY m.at DESC LIMIT 50
            """;
    private static final String ANSWERED = """
            SELECT l.email, max(e.at) AS at FROM outreach.event e
            JOIN outreach.lead l ON l.tenant_id = e.tenant_id AND l.lead_id = e.lead_id
            WHERE e.tenant_id = ? AND e.kind = 'REPLIED' AND l.person_id = ANY (?::uuid[]) AND l.email IS NOT NULL AND e.at >= ?::timestamptz
              AND EXISTS (SELECT FROM outreach.conversation c WHERE c.tenant_id = l.tenant_id AND c.lead_id = l.lead_id AND c.channel = 'EMAIL')
            GROUP BY l.email
            """;

    private static final Pattern LEFT = Pattern.compile(
            "(?iu)\\bno longer (?:(?:works?|working|employed) (?:at|for|here|with|by)|with the (?:company|firm|organi[sz]ation|team)"
                    + "|(?:with|at|part of|a member of) \\p{L})|\\b(?:has|have|had|i['’]ve) left (?:the (?:company|firm|organi[sz]ation|business)|us\\b|my (?:role|position|job))"
                    + "|\\bleft the (?:company|firm|organi[sz]ation)|\\bmy last day (?:at|with|was|is)|\\bhas moved on (?:from|to)\\b"
                    + "|\\bnicht (?:mehr|länger) (?:bei\\b|im unternehmen|in unserem (?:haus|unternehmen)|für .{1,40}? tätig|beschäftigt|hier tätig)"
                    + "|\\bunternehmen verlassen\\b|\\b(?:aus dem unternehmen )?ausgeschieden\\b|\\bne (?:travaille|fait) plus\\b"
                    + "|\\bquitté (?:la société|l['’]entreprise)|\\bya no (?:trabaja|forma parte)|\\bnon (?:lavora|fa) più\\b|\\bniet (?:meer|langer) werkzaam");
    private static final int LOOKED_AT = 4_000;
    private static final int SHOWN = 160;

    private Evidence() {}

    static List<Seen> of(DSLContext sql, TenantId tenant, Champion champion, Person person) {
        List<Seen> seen = new ArrayList<>();
        UUID[] people = Rows.people(sql, tenant, champion.id()).toArray(UUID[]::new);
        String from = Rows.at(champion.knownSince());
        String email = person.email();
        if (champion.domain() != null && email != null) {
            String normal = email.toLowerCase(Locale.ROOT);
            if (!normal.endsWith("@" + champion.domain())) {
                seen.add(new Seen.NewEmail(normal, person.emails().getFirst().since()));
            }
        }
        String company = person.company();
        if (!champion.company().isBlank()
                && company != null
                && !Employers.key(company).equals(Employers.key(champion.company()))) {
            seen.add(new Seen.NewCompany(company, person.changedAt()));
        }
        for (Record row : sql.fetch(BOUNCED, tenant.value(), people, from)) {
            String address = row.get("email", String.class);
            if (ofCompany(champion, address)) {
                seen.add(new Seen.Bounced(address, row.get("status", String.class), row.get("at", Instant.class)));
            }
        }
        for (Record row : sql.fetch(SAID, tenant.value(), people, people, from)) {
            String words = leaving(row.get("text", String.class));
            if (words != null) {
                seen.add(new Seen.LeftNote(words, row.get("at", Instant.class)));
            }
        }
        for (Record row : sql.fetch(ANSWERED, tenant.value(), people, from)) {
            String address = row.get("email", String.class);
            if (champion.domain() != null && ofCompany(champion, address)) {
                seen.add(new Seen.Answered(address, row.get("at", Instant.class)));
            }
        }
        return seen;
    }

    private static boolean ofCompany(Champion champion, String address) {
        String domain = Names.domain(address);
        return champion.domain() == null || Objects.equals(domain, champion.domain());
    }

    /** The sentence that says that somebody left; null: none does. */
    static @Nullable String leaving(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String all = (text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text).replaceAll("\\s+", " ");
        Matcher found = LEFT.matcher(all);
        if (!found.find()) {
            return null;
        }
        int begin = Math.max(
                Math.max(all.lastIndexOf(". ", found.start()), all.lastIndexOf("! ", found.start())) + 1,
                found.start() - SHOWN);
        int end = all.indexOf(". ", found.end());
        String sentence = all.substring(Math.max(0, begin), end < 0 ? all.length() : end + 1)
                .strip();
        return sentence.length() <= SHOWN ? sentence : sentence.substring(0, SHOWN - 1) + "…";
    }
}
