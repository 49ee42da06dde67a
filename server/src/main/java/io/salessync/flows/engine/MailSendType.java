package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.mail.Mails;
import java.time.InstantSource;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Sends a mail for each record: queued with the page, so that a page that is done again sends nothing again. */
@Component
final class MailSendType implements ExecutableType {
    private static final int LONGEST_SUBJECT = 200;

    private final ObjectProvider<Mails> mails;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "mail.send",
            "Send e-mail",
            "Sends an e-mail for each record, once for each key in a run. What becomes of it, up to delivery or bounce, is in"
                    + " the mail log.",
            NodeCard.Group.SEND,
            "mail",
            Schemas.settings()
                    .text("to", "To", "The address, or a field with it.")
                    .example("{email}")
                    .text("subject", "Subject", "One line, with {field} and {{ expression }} filled in.")
                    .example("Your order {order_number}")
                    .text("text", "Text", "Plain text, filled in likewise.")
                    .as("multiline")
                    .text("html", "HTML", "The same as HTML, for those who want it; what is filled in is made safe.")
                    .as("multiline")
                    .required("to", "subject", "text")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    MailSendType(ObjectProvider<Mails> mails, InstantSource clock) {
        this.mails = mails;
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        if (Forms.tries(findings, () -> make(forms, in))) {
            String to = forms.required("to");
            if (!to.contains("{") && !isAddress(to.strip())) {
                findings.problem("to", "'%s' is no e-mail address.".formatted(to));
            }
            Mails sending = mails.getIfAvailable();
            if (sending == null || !sending.canSend()) {
                findings.warning("", "No mail server is configured yet: nothing can be sent.");
            }
        }
        findings.output(EdgeSpec.OUT, in);
    }

    static boolean isAddress(String text) {
        return text.length() <= 254
                && text.matches(
                        "[^\\s@<>,;:\"()\\[\\]\\\\\\p{Cntrl}]{1,64}@[^\\s@<>,;:\"()\\[\\]\\\\\\p{Cntrl}.]+(\\.[^\\s@<>,;:\"()\\[\\]\\\\\\p{Cntrl}.]+)+");
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return make(new Forms(spec.settings()), in);
    }

    private Sending make(Forms forms, RecordShape in) {
        String html = forms.text("html");
        return new Sending(
                mails,
                Text.of("to", forms.required("to"), in, clock.instant()),
                Text.of("subject", forms.required("subject"), in, clock.instant()),
                Text.of("text", forms.required("text"), in, clock.instant()),
                html == null ? null : Text.of("html", html, in, clock.instant()));
    }

    private record Sending(
            ObjectProvider<Mails> mails,
            Text to,
            Text subject,
            Text text,
            @Nullable Text html) implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Mails sending = mails.getIfAvailable();
            if (sending == null || !sending.canSend()) {
                page.forEach(record -> out.fail(record, "mail", "No mail server is configured."));
                return;
            }
            for (FlowRecord record : page) {
                Mails.Mail mail;
                try {
                    mail = mail(occasion, record);
                } catch (Problem problem) {
                    out.fail(record, "expression", problem.detail());
                    continue;
                }
                if (isAddress(mail.to())) {
                    sending.queue(sql, occasion.tenant(), mail);
                    out.pass(EdgeSpec.OUT, record);
                } else {
                    out.fail(record, "value", "'%s' is no e-mail address.".formatted(shown(mail.to())));
                }
            }
        }

        private Mails.Mail mail(Node.Occasion occasion, FlowRecord record) {
            // a line break in them would begin another header
            String line = subject.fill(occasion, record)
                    .replaceAll("[\\p{Cntrl}\\s]+", " ")
                    .strip();
            return new Mails.Mail(
                    "%s/%s/%s".formatted(occasion.run(), occasion.node(), record.key()),
                    to.fill(occasion, record).strip(),
                    line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT - 1) + "…",
                    text.fill(occasion, record),
                    html == null ? null : html.fill(occasion, record, Sending::safe),
                    "flow:%s/%s".formatted(occasion.flowName(), occasion.node()),
                    occasion.run(),
                    record.key());
        }

        private static String safe(String value) {
            return value.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")
                    .replace("'", "&#39;");
        }

        private static String shown(String text) {
            String one = text.replaceAll("\\p{Cntrl}", " ");
            return one.length() <= 80 ? one : one.substring(0, 79) + "…";
        }
    }
}
