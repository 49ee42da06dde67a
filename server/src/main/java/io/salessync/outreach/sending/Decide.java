package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sequences.SequenceDocument.StopOnReply;
import io.salessync.outreach.sequences.Step;
import io.salessync.outreach.sequences.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a lead: the same facts make the same decision. It is asked before something is done, again inside the transaction that does it, and
 * by whoever wants to know why a lead does not move.
 */
final class Decide {
    static final String TIME = "Time alone";
    static final String TEAM = "Anybody who may run outreach";
    static final String WRITERS = "Whoever may change outreach";
    static final String ADMINISTRATOR = "An administrator";

    /** How long a look at a person counts as knowing whether they are connected, where nothing was sent to them. */
    static final Duration FRESH = Duration.ofDays(7);

    /** How soon a call that is under way is looked at again. */
    static final Duration SOON = Duration.ofSeconds(30);

    private final Facts facts;
    private final Lead lead;
    private final Instant now;
    private final Gate gate;

    private Decide(Facts facts) {
        this.facts = facts;
        this.gate = new Gate(facts);
        this.lead = facts.lead();
        this.now = facts.now();
    }

    static Decision of(Facts facts) {
        return new Decide(facts).decide();
    }

    private Decision decide() {
        if (lead.state().ended()) {
            return new Decision.End(lead.state(), lead.reason(), "It has ended.");
        }
        Touches.Touch standing = facts.standing();
        if (standing != null && unsettled(standing)) {
            return new Decision.Verify(standing);
        }
        if (lead.rechecked()) {
            return recheck();
        }
        if (lead.state() == LeadState.PENDING_VERIFY && standing == null) {
            // what it was held for is settled; it goes on where it stood
            return onward();
        }
        return lead.state() == LeadState.PAUSED ? held() : onward();
    }

    /** A person wants to know how they stand: their profile is read, and nothing is sent before. */
    private Decision recheck() {
        if (facts.suppressed() != null) {
            return new Decision.End(LeadState.SUPPRESSED, "suppressed", facts.suppressed());
        }
        Sheet sheet = facts.sheet();
        boolean failed = lead.before() == LeadState.FAILED;
        if (lead.linkedin() == null || sheet == null) {
            String why = lead.linkedin() == null ? "They have no profile that could be looked at." : facts.noSender();
            return failed
                    ? new Decision.End(LeadState.FAILED, lead.reason(), why + " It stays failed.")
                    : new Decision.Stay(null, Blocker.NO_SENDER, why, WRITERS);
        }
        return read(sheet, "how they stand with the sender");
    }

    /** Whether nobody knows what became of it. */
    static boolean unsettled(Touches.Touch touch) {
        return touch.state() == Touches.State.UNKNOWN
                || touch.state() == Touches.State.DECIDED && touch.sentAt() != null;
    }

    private Decision held() {
        String note = lead.blockerNote();
        return new Decision.Stay(
                null, Blocker.PAUSED, note == null || note.isBlank() ? "A person holds it." : note, TEAM);
    }

    private Decision onward() {
        if (facts.suppressed() != null) {
            return new Decision.End(LeadState.SUPPRESSED, "suppressed", facts.suppressed());
        }
        if (lead.repliedAt() != null && facts.document().settings().stop() != StopOnReply.NOBODY) {
            return new Decision.End(LeadState.REPLIED, null, "They answered.");
        }
        if (!facts.running()) {
            return new Decision.Stay(null, Blocker.SEQUENCE, facts.halted(), TEAM);
        }
        if (lead.step() == null) {
            return completed("It has been through all steps.");
        }
        Optional<Step> step = facts.document().step(lead.step());
        if (step.isEmpty()) {
            return new Decision.Stay(
                    null,
                    Blocker.CONFIG,
                    "Version %d of the sequence has no step “%s”.".formatted(lead.version(), lead.step()),
                    "Whoever may run outreach moves it to a step that there is");
        }
        Touches.Touch standing = facts.standing();
        if (standing != null && standing.state() == Touches.State.DONE) {
            return new Decision.Pass(step.get(), step.get().next(), "This was sent to them before.");
        }
        return switch (step.get()) {
            case Step.End end -> completed("It is at the end.");
            case Step.Wait wait -> waiting(wait);
            case Step.Condition condition -> condition(condition);
            case Step.Task task -> task(task);
            case Step.CallFlow call ->
                facts.flowCalled()
                        ? new Decision.Pass(call, call.next(), "The flow was started.")
                        : new Decision.Call(call);
            case Step.Invite invite -> invite(invite);
            case Step.Message message -> message(message);
            case Step.InMail inmail -> texted(inmail, Action.INMAIL, inmail.next());
            case Step.Email email -> email(email);
            case Step.Visit visit -> visit(visit);
            case Step.Withdraw withdraw -> withdraw(withdraw);
        };
    }

    private Decision completed(String sentence) {
        return new Decision.End(LeadState.COMPLETED, null, sentence);
    }

    private Decision waiting(Step.Wait wait) {
        Instant end = Waits.until(wait, lead.stepAt(), gate.windows(), lead.id());
        return now.isBefore(end)
                ? new Decision.Stay(end, Blocker.WAIT, "The step “%s” waits.".formatted(wait.id()), TIME)
                : new Decision.Pass(wait, wait.next(), "The wait is over.");
    }

    private Decision condition(Step.Condition condition) {
        if (yes(condition)) {
            return new Decision.Pass(condition, condition.yes(), word(condition) + ": yes.");
        }
        ZoneId zone = gate.windows().getFirst().zone();
        Instant deadline = lead.stepAt().atZone(zone).plusDays(condition.days()).toInstant();
        if (now.isBefore(deadline)) {
            return new Decision.Stay(
                    deadline,
                    Blocker.ANSWER,
                    "%s: not yet; it waits for a yes for %d days.".formatted(word(condition), condition.days()),
                    "The other one, or time");
        }
        Decision no = new Decision.Pass(condition, condition.no(), word(condition) + ": no.");
        return switch (condition.question()) {
            case OPENED, CLICKED, HAS_EMAIL, HAS_LINKEDIN -> no;
            case FIELD -> facts.field() == null ? unknown(condition, "the expression cannot be evaluated") : no;
            case REPLIED -> {
                Sheet sheet = facts.sheet();
                yield sheet == null || sheet.sender().well() ? no : away(condition, sheet);
            }
            case CONNECTED -> notConnected(condition, deadline, no);
        };
    }

    private boolean yes(Step.Condition condition) {
        return switch (condition.question()) {
            case CONNECTED -> lead.connectedAt() != null;
            case REPLIED -> lead.repliedAt() != null;
            case OPENED -> facts.opened();
            case CLICKED -> facts.clicked();
            case HAS_EMAIL -> lead.email() != null;
            case HAS_LINKEDIN -> lead.linkedin() != null;
            case FIELD -> Boolean.TRUE.equals(facts.field());
        };
    }

    private static String word(Step.Condition condition) {
        return switch (condition.question()) {
            case CONNECTED -> "Connected";
            case REPLIED -> "Answered";
            case OPENED -> "Opened";
            case CLICKED -> "Clicked";
            case HAS_EMAIL -> "Has an e-mail address";
            case HAS_LINKEDIN -> "Has a profile";
            case FIELD -> "“" + condition.expression() + "”";
        };
    }

    private static Decision unknown(Step.Condition condition, String why) {
        return new Decision.Pass(condition, condition.unknown(), word(condition) + ": nobody can tell, " + why + ".");
    }

    private static Decision away(Step.Condition condition, Sheet sheet) {
        return unknown(condition, "while “%s” is away".formatted(sheet.sender().name()));
    }

    /** A no needs a complete look after the deadline, or the profile itself. */
    private Decision notConnected(Step.Condition condition, Instant deadline, Decision no) {
        Sheet sheet = facts.sheet();
        if (lead.linkedin() == null || lead.sender() == null && lead.invitedAt() == null) {
            return no;
        }
        if (lead.sender() == null) {
            return unknown(condition, "since another tool invited them from an account that it does not name");
        }
        if (sheet == null) {
            return unknown(condition, "there is no sender");
        }
        if (!sheet.sender().well()) {
            return away(condition, sheet);
        }
        Instant look = facts.completeLook();
        Facts.Identity identity = facts.identity();
        if (look != null && !look.isBefore(deadline)
                || identity != null && !identity.seenAt().isBefore(deadline)) {
            return no;
        }
        return read(sheet, "whether they are connected");
    }

    private Decision task(Step.Task task) {
        Facts.TaskStanding standing = facts.task();
        if (standing == null) {
            Facts.Words words = facts.words();
            if (words != null && !words.missing().isEmpty()) {
                return needs(words.missing());
            }
            return new Decision.MakeTask(task, words == null ? task.text() : words.text());
        }
        if (standing.done() || !standing.waits()) {
            return new Decision.Pass(task, task.next(), standing.done() ? "The task was done." : "The task was given.");
        }
        return new Decision.Stay(
                null,
                Blocker.TASK,
                "It waits for a task to be done.",
                standing.assignee().isEmpty() ? TEAM : standing.assignee());
    }

    private Decision invite(Step.Invite invite) {
        if (lead.connectedAt() != null) {
            return new Decision.Pass(invite, invite.next(), "They are connected already.");
        }
        if (lead.invitedAt() != null) {
            return new Decision.Pass(invite, invite.next(), "They were invited already.");
        }
        Facts.Words words = facts.words();
        boolean noted = words != null && !words.text().isBlank();
        if (lead.linkedin() == null) {
            return needs(List.of("linkedin"));
        }
        Touches.Touch standing = facts.standing();
        if (standing != null) {
            return gate(invite, standing.action(), invite.next());
        }
        Sheet sheet = facts.sheet();
        if (!noted || sheet == null || words == null) {
            return gate(invite, noted ? Action.NOTED_INVITE : Action.INVITE, invite.next());
        }
        Tier tier = sheet.sender().tierOrFree();
        int length = OutreachWrite.length(words.text());
        boolean tooLong = length > tier.noteLength();
        boolean noneLeft = sheet.notesThisMonth() >= Caps.notesInMonth(tier);
        if (invite.bareWhereFree() && tier == Tier.FREE && (tooLong || noneLeft)) {
            return gate(invite, Action.INVITE, invite.next());
        }
        if (tooLong && words.missing().isEmpty()) {
            return new Decision.Stay(
                    null,
                    Blocker.CONTENT,
                    "The note has %d characters; “%s” may send %d."
                            .formatted(length, sheet.sender().name(), tier.noteLength()),
                    WRITERS);
        }
        if (noneLeft) {
            LocalDate next = sheet.notesAgain(Caps.notesInMonth(tier));
            return new Decision.Stay(
                    gate.open(next.atStartOfDay(sheet.sender().zone()).toInstant()),
                    Blocker.QUOTA,
                    "“%s” has used its %d invitations with a note of a month."
                            .formatted(sheet.sender().name(), Caps.notesInMonth(tier)),
                    TIME + ", or whoever lets them go without their note");
        }
        return gate(invite, Action.NOTED_INVITE, invite.next());
    }

    private Decision message(Step.Message message) {
        if (lead.linkedin() == null) {
            return needs(List.of("linkedin"));
        }
        // who was told not to be connected (any more) is back at waiting
        if (lead.connectedAt() != null && lead.state() != LeadState.INVITE_SENT) {
            return texted(message, Action.MESSAGE, message.next());
        }
        Facts.Identity identity = facts.identity();
        Sheet sheet = facts.sheet();
        if (lead.invitedAt() == null
                && sheet != null
                && (identity == null || identity.seenAt().plus(FRESH).isBefore(now))) {
            return read(sheet, "whether they are connected");
        }
        return new Decision.Stay(
                lead.invitedAt() == null && identity != null
                        ? identity.seenAt().plus(FRESH).plusSeconds(1)
                        : null,
                Blocker.ANSWER,
                lead.invitedAt() == null
                        ? "They are not connected with the sender, and nothing invited them."
                        : "They have not accepted the invitation of %s yet."
                                .formatted(lead.invitedAt().toString().substring(0, 10)),
                "The other one");
    }

    private Decision email(Step.Email email) {
        return lead.email() == null ? needs(List.of("email")) : texted(email, Action.EMAIL, email.next());
    }

    private Decision visit(Step.Visit visit) {
        return lead.linkedin() == null
                ? new Decision.Pass(visit, visit.next(), "They have no profile to visit.")
                : gate(visit, Action.VISIT, visit.next());
    }

    private Decision withdraw(Step.Withdraw withdraw) {
        if (lead.connectedAt() != null) {
            return new Decision.Pass(withdraw, withdraw.next(), "They accepted; there is nothing to take back.");
        }
        if (lead.invitedAt() == null) {
            return new Decision.Pass(withdraw, withdraw.next(), "Nobody invited them.");
        }
        Touches.Touch standing = facts.standing();
        Sheet sheet = facts.sheet();
        if (standing == null && facts.invitation() == null && sheet != null) {
            Instant looked = facts.invitationLookedAt();
            if (looked != null && !looked.isBefore(lead.stepAt())) {
                return new Decision.Pass(withdraw, withdraw.next(), "The invitation is not pending any more.");
            }
            Decision.Stay held = gate.held(sheet, Action.WITHDRAW);
            return held != null ? held : new Decision.Find(sheet);
        }
        return gate(withdraw, Action.WITHDRAW, withdraw.next());
    }

    private Decision texted(Step step, Action action, @Nullable String next) {
        if (action == Action.INMAIL && lead.linkedin() == null) {
            return needs(List.of("linkedin"));
        }
        return gate(step, action, next);
    }

    private Decision needs(List<String> missing) {
        return new Decision.Needs(
                missing,
                missing.size() == 1
                        ? "The value “%s” is missing.".formatted(missing.getFirst())
                        : "Values are missing: %s.".formatted(String.join(", ", missing)));
    }

    private Decision.Stay noSender() {
        return new Decision.Stay(null, Blocker.NO_SENDER, facts.noSender(), WRITERS);
    }

    /** What everything that goes out passes, in this order. */
    private Decision gate(Step step, Action action, @Nullable String next) {
        Touches.Touch standing = facts.standing();
        Facts.Words words = facts.words();
        if (standing == null && step instanceof Step.Texts && words != null) {
            if (!words.missing().isEmpty()) {
                return needs(words.missing());
            }
            if (words.fault() != null) {
                return new Decision.Stay(null, Blocker.CONTENT, words.fault(), WRITERS);
            }
        }
        if (facts.blockedText() != null && standing == null) {
            return new Decision.Stay(null, Blocker.CONTENT, facts.blockedText(), WRITERS);
        }
        Sheet sheet = facts.sheet();
        if (sheet == null) {
            return noSender();
        }
        Decision.Stay held = gate.held(sheet, action);
        if (held != null) {
            return held;
        }
        List<Product> ways = step instanceof Step.InMail mail ? sheet.ways(mail.through()) : List.of();
        if (step instanceof Step.InMail mail && ways.isEmpty()) {
            return new Decision.Stay(
                    null,
                    Blocker.PRODUCT,
                    "“%s” has no product of LinkedIn that sends an InMail%s."
                            .formatted(sheet.sender().name(), AbleSenders.through(mail)),
                    "Whoever subscribes it, or changes the step");
        }
        boolean reserved = standing != null && standing.state() == Touches.State.DECIDED;
        Decision.Stay full = reserved ? null : gate.full(sheet, action);
        if (full != null) {
            return full;
        }
        if (standing != null && standing.state() == Touches.State.WAITS_FOR_APPROVAL && standing.approvedBy() == null) {
            Instant due = standing.dueAt();
            if (due != null && !now.isBefore(due)) {
                return new Decision.Expired(standing, "Nobody approved its text in time.");
            }
            return new Decision.Stay(due, Blocker.APPROVAL, "Its text waits to be approved.", TEAM);
        }
        if (standing == null
                && facts.document().settings().approve()
                && words != null
                && step instanceof Step.Texts
                && action != Action.INVITE) {
            return new Decision.Ask(step, action, words, sheet);
        }
        Optional<String> closed = Hours.closed(gate.windows(), now);
        if (closed.isPresent()) {
            return new Decision.Stay(
                    gate.open(now),
                    Blocker.WINDOW,
                    closed.get().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + closed.get().substring(1) + ".",
                    TIME);
        }
        Decision.Stay spaced = gate.spaced(sheet);
        if (spaced != null) {
            return spaced;
        }
        if (step instanceof Step.InMail && !reserved) {
            return inmail(step, action, sheet, ways, standing, words);
        }
        if (needsIdentity(action) && facts.identity() == null) {
            return read(sheet, "who they are for this account");
        }
        return send(step, action, sheet, standing, words, Product.CLASSIC, false);
    }

    /** Through which product, and whether for a credit: the profile tells whether it is open, the account what is left. */
    private Decision inmail(
            Step step,
            Action action,
            Sheet sheet,
            List<Product> ways,
            Touches.@Nullable Touch standing,
            Facts.@Nullable Words words) {
        if (facts.identity() == null && facts.elsewhere().isEmpty()) {
            Product first = sheet.inmails().paid(ways).orElse(ways.getFirst());
            return read(sheet, "who they are for this account, and whether an InMail costs a credit", first);
        }
        boolean free = facts.openProfile() && sheet.inmails().freeToOpen();
        Product product = free ? ways.getFirst() : null;
        if (product == null) {
            if (sheet.inmails().old(ways, now)) {
                return new Decision.Credits(sheet);
            }
            product = sheet.inmails().paid(ways).orElse(null);
        }
        Instant looked = sheet.inmails().lookedAt();
        if (product == null) {
            return new Decision.Stay(
                    gate.open((looked == null ? now : looked).plus(InMails.AGAIN)),
                    Blocker.CREDITS,
                    "“%s” has no InMail credits left (%s)."
                            .formatted(sheet.sender().name(), InMails.words(ways)),
                    TIME + ", or whoever gets it new credits");
        }
        if (facts.identity(product) == null) {
            return read(sheet, "who they are for this account in " + product.title(), product);
        }
        return send(step, action, sheet, standing, words, product, free);
    }

    private Decision send(
            Step step,
            Action action,
            Sheet sheet,
            Touches.@Nullable Touch standing,
            Facts.@Nullable Words words,
            Product product,
            boolean free) {
        boolean probe = sheet.pace(action).pausedUntil() != null;
        if (standing != null) {
            return new Decision.Send(
                    step,
                    standing.action(),
                    standing.variant(),
                    standing.subject(),
                    standing.text(),
                    sheet,
                    standing,
                    probe,
                    product,
                    free);
        }
        boolean texts = step instanceof Step.Texts && action != Action.INVITE;
        return new Decision.Send(
                step,
                action,
                words == null ? "" : words.variant(),
                words == null || !texts ? null : words.subject(),
                words == null || !texts ? null : words.text(),
                sheet,
                null,
                probe,
                product,
                free);
    }

    private static boolean needsIdentity(Action action) {
        return switch (action) {
            case INVITE, NOTED_INVITE, MESSAGE, INMAIL -> true;
            case EMAIL, VISIT, WITHDRAW, SCAN -> false;
        };
    }

    private Decision read(Sheet sheet, String purpose) {
        return read(sheet, purpose, Product.CLASSIC);
    }

    private Decision read(Sheet sheet, String purpose, Product product) {
        Decision.Stay held = gate.held(sheet, Action.VISIT);
        if (held != null) {
            return held;
        }
        Decision.Stay full = gate.full(sheet, Action.VISIT);
        if (full == null) {
            full = gate.spaced(sheet);
        }
        return full != null ? full : new Decision.Read(sheet, purpose, product);
    }
}
