package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.flows.graph.Expression;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadTasks;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Rendering;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Gathers the facts of decisions. */
@Component
class LeadFacts {
    private static final String IDENTITY = "SELECT product, member, public_id, seen_at, open_profile";

    private final Sequences sequences;
    private final Leads leads;
    private final PostgresSenders senders;
    private final Sheets sheets;
    private final PostgresTouches touches;
    private final ObjectProvider<Looks> looks;
    private final LeadTasks tasks;
    private final Fields fields;
    private final InstantSource clock;

    LeadFacts(
            Sequences sequences,
            Leads leads,
            PostgresSenders senders,
            Sheets sheets,
            PostgresTouches touches,
            ObjectProvider<Looks> looks,
            LeadTasks tasks,
            Fields fields,
            InstantSource clock) {
        this.sequences = sequences;
        this.leads = leads;
        this.senders = senders;
        this.sheets = sheets;
        this.touches = touches;
        this.looks = looks;
        this.tasks = tasks;
        this.fields = fields;
        this.clock = clock;
    }

    /**
     * What is the same for many leads in one go of the engine. Good for as long as nothing is sent; what is sent is decided again with facts of its own.
     */
    static final class Known {
        final Map<String, Optional<Sequences.Live>> versions = new HashMap<>();
        final Map<UUID, Sheet> sheets = new HashMap<>();
        final Map<UUID, Integer> load = new HashMap<>();
        final Map<String, Optional<UUID>> companies = new HashMap<>();

        @Nullable List<Sender> senders;

        /** Of the leads that were fetched together; null: none were, everything is asked one by one. */
        @Nullable Fetched fetched;
    }

    /** What is known of many leads, asked at once. */
    record Fetched(
            Map<String, Touches.Touch> standing,
            Map<UUID, Touches.Touch> unsettled,
            Map<String, Facts.Identity> identities,
            Map<String, Map<Product, Facts.Identity>> elsewhere,
            Map<String, String> blocked) {}

    /** Asks at once what a glance at each of these needs. */
    void fetch(DSLContext sql, TenantId tenant, List<Lead> portion, Known known) {
        UUID[] ids = portion.stream().map(Lead::id).toArray(UUID[]::new);
        Map<String, Touches.Touch> standing = new HashMap<>();
        Map<UUID, Touches.Touch> unsettled = new HashMap<>();
        for (Touches.Touch touch : touches.standing(sql, tenant, ids)) {
            standing.put(touch.lead() + "/" + touch.step(), touch);
            if (touch.state() == Touches.State.UNKNOWN
                    || touch.state() == Touches.State.DECIDED && touch.sentAt() != null) {
                unsettled.put(touch.lead(), touch);
            }
        }
        Map<String, Facts.Identity> identities = new HashMap<>();
        Map<String, Map<Product, Facts.Identity>> elsewhere = new HashMap<>();
        sql.fetch(
                        IDENTITY
                                + ", lead_id, sender_id FROM outreach.identity WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])",
                        tenant.value(),
                        ids)
                .forEach(row -> {
                    String key = row.get("lead_id", UUID.class) + "/" + row.get("sender_id", UUID.class);
                    Product product = Product.valueOf(row.get("product", String.class));
                    if (product == Product.CLASSIC) {
                        identities.put(key, identity(row));
                    } else {
                        elsewhere
                                .computeIfAbsent(key, any -> new EnumMap<>(Product.class))
                                .put(product, identity(row));
                    }
                });
        Map<String, String> blocked = new HashMap<>();
        sql.fetch(
                        "SELECT sequence_id, version, step, variant, slug FROM outreach.blocked_text WHERE tenant_id = ?",
                        tenant.value())
                .forEach(row -> blocked.put(
                        text(
                                row.get(0, UUID.class),
                                row.get(1, Integer.class),
                                row.get(2, String.class),
                                row.get(3, String.class)),
                        row.get(4, String.class)));
        for (Leads.Channel channel : Leads.Channel.values()) {
            String column = channel == Leads.Channel.EMAIL ? "mail_sender_id" : "sender_id";
            String[] companies = portion.stream()
                    .map(Lead::companyKey)
                    .filter(company -> !company.isEmpty() && !known.companies.containsKey(column + company))
                    .distinct()
                    .toArray(String[]::new);
            for (String company : companies) {
                known.companies.put(column + company, Optional.empty());
            }
            sql.fetch(
                            "SELECT DISTINCT ON (company_key) company_key, " + column
                                    + " FROM outreach.lead WHERE tenant_id = ? AND company_key = ANY (?::text[]) AND ended_at IS NULL AND "
                                    + column + " IS NOT NULL ORDER BY company_key, changed_at DESC, lead_id",
                            tenant.value(),
                            companies)
                    .forEach(row -> known.companies.put(
                            column + row.get(0, String.class), Optional.of(row.get(1, UUID.class))));
        }
        known.fetched = new Fetched(standing, unsettled, identities, elsewhere, blocked);
    }

    private static String text(UUID sequence, int version, String step, String variant) {
        return sequence + "/" + version + "/" + step + "/" + variant;
    }

    /** How leads are dealt to senders, for {@link Choosing}. */
    Choosing.World world(DSLContext sql, TenantId tenant, Known known) {
        return new Choosing.World() {
            @Override
            public List<Sender> senders() {
                List<Sender> all = known.senders;
                if (all == null) {
                    all = LeadFacts.this.senders.all(sql, tenant);
                    known.senders = all;
                    sql.fetch(
                                    "SELECT coalesce(sender_id, mail_sender_id) AS sender, count(*)::int AS leads FROM outreach.lead WHERE tenant_id = ?"
                                            + " AND ended_at IS NULL AND coalesce(sender_id, mail_sender_id) IS NOT NULL GROUP BY 1",
                                    tenant.value())
                            .forEach(row -> known.load.put(row.get(0, UUID.class), row.get(1, Integer.class)));
                }
                return all;
            }

            @Override
            public Sheet sheet(Sender sender) {
                if (!known.sheets.containsKey(sender.id())) {
                    // whoever asks for one of them asks for the others too
                    sheets.of(sql, tenant, senders()).forEach(known.sheets::putIfAbsent);
                }
                return known.sheets.computeIfAbsent(sender.id(), id -> sheets.of(sql, tenant, sender));
            }

            @Override
            public int load(UUID sender) {
                return known.load.getOrDefault(sender, 0);
            }

            @Override
            public Optional<UUID> ofCompany(String company, Leads.Channel channel) {
                String column = channel == Leads.Channel.EMAIL ? "mail_sender_id" : "sender_id";
                return known.companies.computeIfAbsent(
                        column + company,
                        key -> sql
                                .fetch(
                                        "SELECT " + column
                                                + " FROM outreach.lead WHERE tenant_id = ? AND company_key = ? AND ended_at IS NULL AND "
                                                + column + " IS NOT NULL ORDER BY changed_at DESC, lead_id LIMIT 1",
                                        tenant.value(),
                                        company)
                                .stream()
                                .findFirst()
                                .map(row -> row.get(0, UUID.class)));
            }
        };
    }

    /** Facts for looking only: suppression is not asked, since what goes out is decided again. */
    Facts glance(DSLContext sql, TenantId tenant, Lead lead, Known known) {
        return read(sql, tenant, lead, known, false, false);
    }

    /** All facts. */
    Facts whole(DSLContext sql, TenantId tenant, Lead lead, Known known) {
        return read(sql, tenant, lead, known, true, false);
    }

    /** All facts, with the sender and the switches locked until the transaction ends. */
    Facts locked(DSLContext sql, TenantId tenant, Lead lead) {
        return read(sql, tenant, lead, new Known(), true, true);
    }

    private Facts read(DSLContext sql, TenantId tenant, Lead lead, Known known, boolean whole, boolean lock) {
        Instant now = clock.instant();
        Optional<Sequences.Live> live = known.versions.computeIfAbsent(
                lead.sequence() + "/" + lead.version(),
                key -> sequences.version(sql, tenant, lead.sequence(), lead.version()));
        SequenceDocument document = live.map(Sequences.Live::document).orElse(null);
        if (document == null) {
            throw new IllegalStateException("Lead " + lead.id() + " walks by a version that is not there");
        }
        Sequences.State state = live.get().state();
        Step step = lead.step() == null ? null : document.step(lead.step()).orElse(null);
        Fetched fetched = known.fetched;
        Touches.Touch standing = null;
        if (lead.state() == io.salessync.outreach.leads.LeadState.PENDING_VERIFY) {
            standing = fetched == null
                    ? touches.unsettled(sql, tenant, lead.id()).orElse(null)
                    : fetched.unsettled().get(lead.id());
        }
        if (standing == null && step != null) {
            standing = fetched == null
                    ? touches.standing(sql, tenant, lead.id(), step.id()).orElse(null)
                    : fetched.standing().get(lead.id() + "/" + step.id());
        }
        Choosing.Choice choice = choose(sql, tenant, lead, document, step, standing, known);
        Sheet sheet = null;
        Sender chosen = choice.sender();
        if (chosen != null) {
            UUID id = chosen.id();
            if (lock) {
                Switches.held(sql, tenant);
                sheet = senders.locked(sql, tenant, id)
                        .map(sender -> sheets.of(sql, tenant, sender))
                        .orElse(null);
            } else {
                sheet = known.sheets.computeIfAbsent(id, key -> sheets.of(sql, tenant, chosen));
            }
        }
        Map<Product, Facts.Identity> everywhere = sheet == null || !(step instanceof Step.InMail)
                ? Map.of()
                : fetched == null
                        ? identities(sql, tenant, lead.id(), sheet.sender().id())
                        : fetched.elsewhere()
                                .getOrDefault(lead.id() + "/" + sheet.sender().id(), Map.of());
        return new Facts(
                now,
                lead,
                document,
                state == Sequences.State.LIVE,
                state == Sequences.State.LIVE ? "" : "The sequence is %s.".formatted(word(state)),
                step == null ? null : words(document, step, lead, sheet),
                sheet,
                choice.why(),
                standing,
                whole ? leads.suppressed(sql, tenant, lead, channel(step), now).orElse(null) : null,
                sheet == null || step == null || channel(lead, step) == Leads.Channel.EMAIL
                        ? null
                        : fetched == null
                                ? identity(
                                        sql, tenant, lead.id(), sheet.sender().id())
                                : fetched.identities()
                                        .get(lead.id() + "/" + sheet.sender().id()),
                asks(step, Step.Condition.Question.OPENED) && happened(sql, tenant, lead.id(), "OPENED", "CLICKED"),
                asks(step, Step.Condition.Question.CLICKED) && happened(sql, tenant, lead.id(), "CLICKED"),
                step instanceof Step.Condition condition && asks(step, Step.Condition.Question.FIELD)
                        ? fields.holds(condition.expression(), sequences.values(lead), now)
                        : null,
                sheet != null && asks(step, Step.Condition.Question.CONNECTED) ? complete(sql, tenant, sheet) : null,
                step instanceof Step.Texts ? blocked(sql, tenant, lead, step, document, fetched) : null,
                step instanceof Step.Task ? task(sql, tenant, lead.id(), step.id()) : null,
                step instanceof Step.CallFlow && called(sql, tenant, lead.id(), step.id()),
                step instanceof Step.Withdraw ? invitation(sql, tenant, lead.id()) : null,
                step instanceof Step.Withdraw ? lookedForInvitation(sql, tenant, lead.id()) : null,
                everywhere);
    }

    private static String word(Sequences.State state) {
        return switch (state) {
            case DRAFT -> "not published";
            case LIVE -> "live";
            case PAUSED -> "paused";
            case ARCHIVED -> "put away";
        };
    }

    /** A profile is looked at by an account of the network, whatever the step is. */
    private static Leads.Channel channel(Lead lead, @Nullable Step step) {
        return lead.rechecked() ? Leads.Channel.LINKEDIN : channel(step);
    }

    static Leads.Channel channel(@Nullable Step step) {
        return step instanceof Step.Email ? Leads.Channel.EMAIL : Leads.Channel.LINKEDIN;
    }

    private static boolean asks(@Nullable Step step, Step.Condition.Question question) {
        return step instanceof Step.Condition condition && condition.question() == question;
    }

    private Choosing.Choice choose(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            SequenceDocument document,
            @Nullable Step step,
            Touches.@Nullable Touch standing,
            Known known) {
        // what was sent long ago from a mailbox says nothing of who may look at a profile
        if (standing != null && (!lead.rechecked() || Decide.unsettled(standing))) {
            return senders.sender(sql, tenant, standing.sender())
                    .map(sender -> new Choosing.Choice(sender, ""))
                    .orElse(new Choosing.Choice(null, "The sender is gone."));
        }
        Leads.Channel channel = channel(lead, step);
        UUID has = channel == Leads.Channel.EMAIL ? lead.mailSender() : lead.sender();
        boolean sends = lead.rechecked()
                || step instanceof Step.Texts
                || step instanceof Step.Visit
                || step instanceof Step.Withdraw;
        if (has == null && !sends) {
            return new Choosing.Choice(null, "It has no sender yet.");
        }
        return Choosing.choose(
                lead,
                channel,
                channel == Leads.Channel.EMAIL
                        ? document.settings().mailSenders()
                        : document.settings().senders(),
                has,
                able(document, step, channel),
                world(sql, tenant, known));
    }

    /** Who cannot send the InMails of the sequence is not given leads whose step is one, and before that only where nobody can. */
    private static Choosing.@Nullable Able able(SequenceDocument document, @Nullable Step step, Leads.Channel channel) {
        List<Step.InMail> inmails = step instanceof Step.InMail here
                ? List.of(here)
                : document.steps().stream()
                        .filter(Step.InMail.class::isInstance)
                        .map(Step.InMail.class::cast)
                        .toList();
        if (channel != Leads.Channel.LINKEDIN || inmails.isEmpty()) {
            return null;
        }
        return new Choosing.Able(
                sheet -> inmails.stream()
                        .noneMatch(mail -> sheet.ways(mail.through()).isEmpty()),
                step instanceof Step.InMail here
                        ? "None of the accounts can send an InMail%s: it takes Premium, Sales Navigator or Recruiter."
                                .formatted(AbleSenders.through(here))
                        : null);
    }

    private Facts.@Nullable Words words(SequenceDocument document, Step step, Lead lead, @Nullable Sheet sheet) {
        if (!(step instanceof Step.Texts) && !(step instanceof Step.Task)) {
            return null;
        }
        Map<String, String> tokens = new HashMap<>();
        if (sheet != null) {
            String name = sheet.sender().name();
            tokens.put("sender_name", name);
            tokens.put("sender_first_name", name.split(" ", 2)[0]);
            if (sheet.sender().channel() == Leads.Channel.EMAIL) {
                String address = sheet.sender().member();
                tokens.put("sender_email", address == null ? sheet.sender().account() : address);
                // the channel puts the real one in; until then it is there and has no length to speak of
                tokens.put("unsubscribe_url", Channel.UNSUBSCRIBE);
            }
        }
        Rendering made = sequences.render(
                document,
                step.id(),
                lead.id(),
                sequences.values(lead),
                tokens,
                // the length of a note is held against the account where it is decided whether it goes without
                null);
        return new Facts.Words(
                made.variant(),
                made.subject(),
                made.text(),
                made.missing(),
                made.problems().isEmpty() ? null : String.join(" ", made.problems()));
    }

    static Facts.@Nullable Identity identity(DSLContext sql, TenantId tenant, UUID lead, UUID sender) {
        return identities(sql, tenant, lead, sender).get(Product.CLASSIC);
    }

    /** How the account knows the person, by product. */
    static Map<Product, Facts.Identity> identities(DSLContext sql, TenantId tenant, UUID lead, UUID sender) {
        Map<Product, Facts.Identity> known = new EnumMap<>(Product.class);
        sql.fetch(
                        IDENTITY + " FROM outreach.identity WHERE tenant_id = ? AND lead_id = ? AND sender_id = ?",
                        tenant.value(),
                        lead,
                        sender)
                .forEach(row -> known.put(Product.valueOf(row.get("product", String.class)), identity(row)));
        return known;
    }

    private static Facts.Identity identity(Record row) {
        return new Facts.Identity(
                row.get("member", String.class),
                row.get("public_id", String.class),
                row.get("seen_at", Instant.class),
                Boolean.TRUE.equals(row.get("open_profile", Boolean.class)));
    }

    private static boolean happened(DSLContext sql, TenantId tenant, UUID lead, String... kinds) {
        return !sql.fetch(
                        "SELECT 1 FROM outreach.event WHERE tenant_id = ? AND lead_id = ? AND kind = ANY (?::text[]) LIMIT 1",
                        tenant.value(),
                        lead,
                        kinds)
                .isEmpty();
    }

    private @Nullable Instant complete(DSLContext sql, TenantId tenant, Sheet sheet) {
        Looks known = looks.getIfAvailable();
        return known == null
                ? null
                : known.complete(sql, tenant, sheet.sender().id()).orElse(null);
    }

    private @Nullable String blocked(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Step step,
            SequenceDocument document,
            @Nullable Fetched fetched) {
        String variant = sequences.choose(lead.id(), (Step.Texts) step).name();
        if (fetched != null) {
            String slug = fetched.blocked().get(text(lead.sequence(), lead.version(), step.id(), variant));
            return slug == null ? null : refusedText(step, slug, document);
        }
        return sql
                .fetch(
                        "SELECT slug, message FROM outreach.blocked_text WHERE tenant_id = ? AND sequence_id = ? AND version = ? AND step = ?"
                                + " AND variant = ?",
                        tenant.value(),
                        lead.sequence(),
                        lead.version(),
                        step.id(),
                        variant)
                .stream()
                .findFirst()
                .map(row -> refusedText(step, row.get(0, String.class), document))
                .orElse(null);
    }

    private static String refusedText(Step step, String slug, SequenceDocument document) {
        return "The network does not take the text of step “%s” (%s). Change it in “%s”."
                .formatted(step.id(), slug, document.name());
    }

    private Facts.@Nullable TaskStanding task(DSLContext sql, TenantId tenant, UUID lead, String step) {
        return tasks.of(sql, tenant, lead, step)
                .map(task -> new Facts.TaskStanding(
                        task.id(), task.state() != LeadTasks.State.OPEN, task.waits(), task.assignee()))
                .orElse(null);
    }

    private static boolean called(DSLContext sql, TenantId tenant, UUID lead, String step) {
        return !sql.fetch(
                        "SELECT 1 FROM outreach.called_flow WHERE tenant_id = ? AND lead_id = ? AND step = ?",
                        tenant.value(),
                        lead,
                        step)
                .isEmpty();
    }

    /** By what we sent; where another tool or a person invited them, by what a look at the account's list found. */
    private static @Nullable String invitation(DSLContext sql, TenantId tenant, UUID lead) {
        return sql.fetch(
                        "SELECT coalesce((SELECT vendor_id FROM outreach.touch WHERE tenant_id = ? AND lead_id = ? AND action IN ('INVITE', 'NOTED_INVITE')"
                                + " AND state = 'DONE' AND vendor_id IS NOT NULL ORDER BY done_at DESC LIMIT 1),"
                                + " (SELECT evidence->>'invitation' FROM outreach.event WHERE tenant_id = ? AND lead_id = ? AND kind = 'VERIFIED'"
                                + " AND evidence->>'source' = 'sent invitations' ORDER BY event_id DESC LIMIT 1))",
                        tenant.value(),
                        lead,
                        tenant.value(),
                        lead)
                .getFirst()
                .get(0, String.class);
    }

    private static @Nullable Instant lookedForInvitation(DSLContext sql, TenantId tenant, UUID lead) {
        return sql.fetch(
                        "SELECT max(at) FROM outreach.event WHERE tenant_id = ? AND lead_id = ? AND kind = 'VERIFIED'"
                                + " AND evidence->>'source' = 'sent invitations' AND evidence->>'found' = 'false'",
                        tenant.value(),
                        lead)
                .getFirst()
                .get(0, Instant.class);
    }

    /** Evaluates expressions over a lead's fields. */
    @Component("outreachFields")
    static class Fields {
        private final Map<String, Optional<Expression>> compiled = new java.util.concurrent.ConcurrentHashMap<>();

        @Nullable Boolean holds(String expression, Map<String, String> values, Instant now) {
            Optional<Expression> ready = compiled.computeIfAbsent(expression, text -> {
                try {
                    return Optional.of(Expression.condition(text, io.salessync.flows.graph.RecordShape.UNKNOWN));
                } catch (Expression.Mistake mistake) {
                    return Optional.empty();
                }
            });
            if (ready.isEmpty()) {
                return null;
            }
            try {
                return FieldWorld.holds(ready.get(), values, now);
            } catch (Expression.Failure failure) {
                return null;
            }
        }
    }
}
