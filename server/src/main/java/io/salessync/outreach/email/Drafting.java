package io.salessync.outreach.email;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Suppressions;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Channel.Draft;
import io.salessync.outreach.sending.Channel.Outgoing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Makes letters of what was rendered: links, threads, headers; and holds back what would be too many for one domain. */
@Component("outreachDrafting")
class Drafting {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"']{1,2000}");
    private static final Pattern ENDING = Pattern.compile("[.,;:!?)\\]]+$");

    private static final int MOST_LINKS = 200;

    private final KeptMails mails;
    private final Suppressions suppressions;
    private final InstantSource clock;
    private final String publicUrl;
    private final int perDomain;

    Drafting(
            KeptMails mails,
            Suppressions suppressions,
            InstantSource clock,
            @Value("${salessync.public-url:}") String publicUrl,
            @Value("${salessync.outreach.mails-per-domain-and-hour:20}") int perDomain) {
        this.mails = mails;
        this.suppressions = suppressions;
        this.clock = clock;
        this.publicUrl = publicUrl.replaceFirst("/+$", "");
        this.perDomain = perDomain;
    }

    /**
     * Keeps the letter and says what goes out.
     *
     * @param own whether the own mail server sends it, which needs a Message-ID of ours
     * @param body the exact body of a letter
     */
    Draft draft(DSLContext sql, Outgoing outgoing, boolean own, Function<Letter, String> body) {
        TenantId tenant = outgoing.tenant();
        Instant now = clock.instant();
        String to = outgoing.lead().email();
        if (to == null || to.indexOf('@') < 1) {
            return new Draft.Unfit("no_address", "The lead has no e-mail address.");
        }
        if (publicUrl.isEmpty()) {
            return new Draft.Unfit(
                    "no_public_url",
                    "No mail goes out while salessync.public-url is not set: it could not carry a link to unsubscribe. Set it to the address of this server, such as https://crm.example.org.");
        }
        if (outgoing.text().isBlank()) {
            return new Draft.Unfit("empty", "The mail has no text.");
        }
        Instant later = mails.full(sql, tenant, KeptMails.domain(to), perDomain, now);
        if (later != null) {
            return new Draft.Later(
                    later,
                    "%d mails went to %s within an hour; the next one may follow then."
                            .formatted(perDomain, KeptMails.domain(to)));
        }
        KeptMails.Kept before = outgoing.sameThread()
                ? mails.before(
                                sql,
                                tenant,
                                outgoing.lead().id(),
                                outgoing.sender().id())
                        .orElse(null)
                : null;
        String subject = subject(outgoing.subject(), before);
        if (subject.isEmpty()) {
            return new Draft.Unfit("no_subject", "The mail has no subject, and there is none before it to answer.");
        }
        String url = publicUrl + "/api/v1/outreach/unsubscribe/"
                + Links.word(suppressions.salt(sql, tenant), tenant, outgoing.touch());
        String text = outgoing.text().replace(Channel.UNSUBSCRIBE, url);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("List-Unsubscribe", "<" + url + ">");
        if (url.startsWith("https://")) {
            // one click counts only over https (RFC 8058)
            headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        String chain = "";
        if (before != null && before.messageId() != null) {
            chain = (before.chain() + " " + before.messageId()).strip();
            if (own) {
                headers.put("In-Reply-To", before.messageId());
                headers.put("References", chain);
            }
        }
        String account = outgoing.sender().account();
        // a service makes links and pictures of its own
        Visible visible = own ? visible(sql, outgoing, text, url) : new Visible(html(text), List.of());
        Letter letter = new Letter(
                own
                        ? "<%s.%s@%s>"
                                .formatted(
                                        outgoing.touch(),
                                        tenant,
                                        KeptMails.domain(account).replaceAll("[^A-Za-z0-9.-]", ""))
                        : null,
                account,
                outgoing.sender().name(),
                to,
                outgoing.lead().name(),
                subject,
                text,
                visible.html(),
                headers,
                before == null ? null : before.vendorMail(),
                outgoing.openTracking(),
                outgoing.linkTracking(),
                outgoing.touch().toString(),
                visible.links());
        mails.put(sql, outgoing, letter, chain, now);
        return new Draft.Ready(body.apply(letter));
    }

    private static String subject(String rendered, KeptMails.@Nullable Kept before) {
        String given = rendered.replaceAll("[\\r\\n]+", " ").strip();
        if (before == null) {
            return given;
        }
        // programs for mail show a thread by its subject
        String first = before.subject();
        return first.toLowerCase(Locale.ROOT).startsWith("re:") ? first : "Re: " + first;
    }

    private record Visible(String html, List<String> links) {}

    /** The HTML of a mail of the own server: its links go by us and a picture tells of openings where the sequence says so. The text alone stays as it is. */
    private Visible visible(DSLContext sql, Outgoing outgoing, String text, String unsubscribe) {
        TenantId tenant = outgoing.tenant();
        String salt = suppressions.salt(sql, tenant);
        String place = publicUrl + "/api/v1/outreach/mail/";
        List<String> links = new ArrayList<>();
        String html = html(text, link -> {
            boolean follows = outgoing.linkTracking() && !link.equals(unsubscribe) && links.size() < MOST_LINKS;
            if (!follows) {
                return link;
            }
            if (!links.contains(link)) {
                links.add(link);
            }
            return place + "link/" + Links.visitWord(salt, tenant, outgoing.touch(), links.indexOf(link));
        });
        if (outgoing.openTracking()) {
            html += "<img src=\"" + place + "seen/" + Links.visitWord(salt, tenant, outgoing.touch(), -1)
                    + "\" width=\"1\" height=\"1\" alt=\"\">";
        }
        return new Visible(html, links);
    }

    /** A plain text as HTML: line breaks, addresses as links; all else is escaped. */
    static String html(String text) {
        return html(text, UnaryOperator.identity());
    }

    /** @param leads where a link of the text leads */
    private static String html(String text, UnaryOperator<String> leads) {
        StringBuilder made = new StringBuilder(text.length() * 2);
        Matcher address = ADDRESS.matcher(text);
        int from = 0;
        while (address.find()) {
            String link = ENDING.matcher(address.group()).replaceFirst("");
            made.append(escaped(text.substring(from, address.start())));
            made.append("<a href=\"")
                    .append(escaped(leads.apply(link)))
                    .append("\">")
                    .append(escaped(link))
                    .append("</a>");
            from = address.start() + link.length();
        }
        return made.append(escaped(text.substring(from))).toString().replace("\n", "<br>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
