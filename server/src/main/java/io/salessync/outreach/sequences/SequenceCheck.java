package io.salessync.outreach.sequences;

import io.salessync.flows.graph.Expression;
import io.salessync.kernel.problems.Nearest;
import io.salessync.outreach.sequences.SequenceFinding.Severity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a sequence: its ways, its bounds, its texts. */
final class SequenceCheck {
    private static final int LONGEST_WAIT_DAYS = 365;
    private static final int LONGEST_CONDITION_DAYS = 90;
    private static final int LONGEST_DAYS = 730;
    private static final Pattern UNSAFE = Pattern.compile(
            "(?i)<\\s*(script|iframe|object|embed|form|base|link|meta)\\b|\\son[a-z]{2,20}\\s*=|javascript:");

    private final SequenceDocument document;
    private final Predicate<String> flowExists;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final List<SequenceFinding> findings = new ArrayList<>();
    private final Set<String> tokens;

    SequenceCheck(SequenceDocument document, Predicate<String> flowExists) {
        this.document = document;
        this.flowExists = flowExists;
        this.tokens = Tokens.of(document);
    }

    List<SequenceFinding> findings() {
        ids();
        settings();
        for (Step step : document.steps()) {
            ways(step);
        }
        for (Step step : document.steps()) {
            step(step);
        }
        if (findings.stream()
                .noneMatch(finding -> finding.severity() == Severity.PROBLEM && "id".equals(finding.field()))) {
            reach();
            circles();
            reached();
        }
        return List.copyOf(findings);
    }

    private void ids() {
        for (Step step : document.steps()) {
            if (steps.putIfAbsent(step.id(), step) != null) {
                problem(
                        step.id(),
                        "id",
                        "another step has the id '" + step.id() + "'; ids are unique, give one of them another");
            }
        }
    }

    private void settings() {
        SequenceDocument.Window window = document.settings().window();
        if (window.days().isEmpty()) {
            problem(null, "settings/window/days", "is empty: nothing would ever go out; name at least one day");
        }
        if (!window.until().isAfter(window.from())) {
            problem(
                    null,
                    "settings/window/until",
                    "is %s, which is not after %s: nothing would ever go out".formatted(window.until(), window.from()));
        } else if (Duration.between(window.from(), window.until()).toMinutes() < 30) {
            warning(
                    null,
                    "settings/window/until",
                    "the window lasts less than half an hour a day (%s to %s); few messages fit in"
                            .formatted(window.from(), window.until()));
        }
        for (String field : document.fields()) {
            if (Tokens.NAMES.contains(Tokens.name(field))) {
                warning(null, "fields", "'%s' is in the catalogue already; take it out".formatted(field));
            }
        }
    }

    // ways

    /** Where leads may go from a step, by the name of the way; null: past the last step. */
    static Map<String, @Nullable String> waysOf(Step step) {
        Map<String, @Nullable String> ways = new LinkedHashMap<>();
        if (step instanceof Step.Condition asked) {
            ways.put("yes", asked.yes());
            ways.put("no", asked.no());
            if (SequenceText.openQuestion(asked.question()) || asked.unknown() != null) {
                ways.put("unknown", asked.unknown());
            }
        } else if (!(step instanceof Step.End)) {
            ways.put("next", step.next());
        }
        return ways;
    }

    private List<String> after(Step step) {
        return waysOf(step).values().stream()
                .filter(to -> to != null && steps.containsKey(to))
                .map(String::valueOf)
                .distinct()
                .toList();
    }

    private void ways(Step step) {
        waysOf(step).forEach((way, to) -> {
            if (to != null && !steps.containsKey(to)) {
                problem(step.id(), way, "leads to '" + to + "', which is no step" + Nearest.hint(to, steps.keySet()));
            } else if (step.id().equals(to)) {
                problem(step.id(), way, "leads back to the step itself; lead it to another one");
            }
        });
    }

    private void reach() {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        document.steps().stream().findFirst().ifPresent(first -> next.add(first.id()));
        while (!next.isEmpty()) {
            String id = next.poll();
            Step step = steps.get(id);
            if (step != null && reached.add(id)) {
                next.addAll(after(step));
            }
        }
        for (String id : steps.keySet()) {
            if (!reached.contains(id)) {
                problem(id, null, "no way leads here from the first step; lead one to it, or take it out");
            }
        }
    }

    /** No way may come back to where it was: a lead gets what a step sends once. */
    private void circles() {
        Map<String, Integer> state = new HashMap<>();
        for (String start : steps.keySet()) {
            Deque<String> path = new ArrayDeque<>();
            Deque<Deque<String>> left = new ArrayDeque<>();
            if (state.containsKey(start)) {
                continue;
            }
            enter(start, path, left, state);
            while (!path.isEmpty()) {
                String next = left.peekLast().poll();
                if (next == null) {
                    state.put(path.removeLast(), 2);
                    left.removeLast();
                } else if (!state.containsKey(next)) {
                    enter(next, path, left, state);
                } else if (state.get(next) == 1) {
                    List<String> circle = new ArrayList<>(path);
                    circle = circle.subList(circle.indexOf(next), circle.size());
                    circle(circle, next);
                }
            }
        }
        longest();
    }

    private void enter(String id, Deque<String> path, Deque<Deque<String>> left, Map<String, Integer> state) {
        state.put(id, 1);
        path.addLast(id);
        Step step = steps.get(id);
        left.addLast(step == null ? new ArrayDeque<>() : new ArrayDeque<>(after(step)));
    }

    private void circle(List<String> circle, String next) {
        boolean waits = circle.stream()
                .map(steps::get)
                .anyMatch(
                        step -> step instanceof Step.Wait || step instanceof Step.Condition asked && asked.days() > 0);
        String shown = String.join(" → ", circle) + " → " + next;
        if (waits) {
            boolean ends = circle.stream().map(steps::get).anyMatch(step -> step instanceof Step.Condition);
            if (ends) {
                warning(
                        next,
                        null,
                        "leads go round here (" + shown
                                + ") until a condition lets them out; what a step sent once is not sent again");
                return;
            }
            problem(
                    next,
                    null,
                    "leads would go round for ever: " + shown + "; put a condition on the way that leads out");
            return;
        }
        problem(next, null, "leads would go round without a wait: " + shown + "; put a wait on the way, or lead it on");
    }

    /** How long the longest way takes; circles count once. */
    private void longest() {
        Map<String, Long> known = new HashMap<>();
        long hours = document.steps().isEmpty()
                ? 0
                : hours(document.steps().getFirst().id(), known, new HashSet<>(), 0);
        if (hours > LONGEST_DAYS * 24L) {
            problem(
                    null,
                    "steps",
                    "the longest way takes %,d days; at most %,d: shorten waits or conditions"
                            .formatted(hours / 24, LONGEST_DAYS));
        }
    }

    private long hours(String id, Map<String, Long> known, Set<String> open, int depth) {
        Long before = known.get(id);
        Step step = steps.get(id);
        if (before != null || step == null || depth > SequenceReading.MOST_STEPS || !open.add(id)) {
            return before == null ? 0 : before;
        }
        long after = 0;
        for (String next : after(step)) {
            after = Math.max(after, hours(next, known, open, depth + 1));
        }
        open.remove(id);
        long here = switch (step) {
            case Step.Wait wait -> hours(wait);
            case Step.Condition asked -> asked.days() * 24L;
            default -> 0;
        };
        known.put(id, here + after);
        return here + after;
    }

    private static long hours(Step.Wait wait) {
        return switch (wait.unit()) {
            case HOURS -> wait.amount();
            case DAYS -> wait.amount() * 24L;
            // a week has five of them as a rule
            case WORKING_DAYS -> (wait.amount() * 7L + 4) / 5 * 24;
        };
    }

    /** Whether a way leads to a message on which nothing made sure that they are connected. */
    private void reached() {
        record Standing(String step, boolean connected, boolean asked) {}
        Set<Standing> seen = new HashSet<>();
        Set<String> told = new LinkedHashSet<>();
        Deque<Standing> next = new ArrayDeque<>();
        document.steps().stream().findFirst().ifPresent(first -> next.add(new Standing(first.id(), false, false)));
        while (!next.isEmpty()) {
            Standing at = next.poll();
            Step step = steps.get(at.step());
            if (step == null || !seen.add(at)) {
                continue;
            }
            if (step instanceof Step.Message && !at.connected() && told.add(step.id())) {
                if (at.asked()) {
                    warning(
                            step.id(),
                            null,
                            "a way leads here on which nobody asked whether they are connected; leads wait here until they are. Put a condition 'connected' before it, whose 'yes' leads here");
                } else {
                    problem(
                            step.id(),
                            null,
                            "a message needs somebody connected, and a way leads here without an invitation or the answer yes to 'connected'; put one of them before it, or use inmail or email");
                }
            }
            if (step instanceof Step.Condition asked && asked.question() == Step.Condition.Question.CONNECTED) {
                waysOf(asked).forEach((way, to) -> {
                    if (to != null) {
                        next.add(new Standing(to, way.equals("yes"), at.asked()));
                    }
                });
            } else {
                boolean invited = at.asked() || step instanceof Step.Invite;
                after(step).forEach(to -> next.add(new Standing(to, at.connected(), invited)));
            }
        }
        boolean mails = document.steps().stream().anyMatch(Step.Email.class::isInstance);
        if (mails) {
            addresses();
        }
    }

    /** Mails to leads of whom nobody asked whether they have an address. */
    private void addresses() {
        record Standing(String step, boolean asked) {}
        Set<Standing> seen = new HashSet<>();
        Set<String> told = new LinkedHashSet<>();
        Deque<Standing> next = new ArrayDeque<>();
        document.steps().stream().findFirst().ifPresent(first -> next.add(new Standing(first.id(), false)));
        while (!next.isEmpty()) {
            Standing at = next.poll();
            Step step = steps.get(at.step());
            if (step == null || !seen.add(at)) {
                continue;
            }
            if (step instanceof Step.Email && !at.asked() && told.add(step.id())) {
                warning(
                        step.id(),
                        null,
                        "leads without an e-mail address stop here for want of data; put a condition 'has_email' before it to lead them elsewhere");
            }
            boolean asks =
                    step instanceof Step.Condition asked && asked.question() == Step.Condition.Question.HAS_EMAIL;
            waysOf(step).forEach((way, to) -> {
                if (to != null) {
                    next.add(new Standing(to, at.asked() || asks && way.equals("yes")));
                }
            });
        }
        Step first = document.steps().getFirst();
        Set<String> mailsSeen = new HashSet<>();
        walkMails(first.id(), false, mailsSeen, new HashSet<>());
    }

    private void walkMails(String from, boolean mailed, Set<String> told, Set<String> seen) {
        record Standing(String step, boolean mailed) {}
        Deque<Standing> next = new ArrayDeque<>(List.of(new Standing(from, mailed)));
        while (!next.isEmpty()) {
            Standing at = next.poll();
            Step step = steps.get(at.step());
            if (step == null || !seen.add(at.step() + at.mailed())) {
                continue;
            }
            if (step instanceof Step.Email mail && mail.sameThread() && !at.mailed() && told.add(step.id())) {
                problem(
                        step.id(),
                        "sameThread",
                        "there is a way here with no mail before it to answer; take sameThread away, or put a mail before it");
            }
            boolean now = at.mailed() || step instanceof Step.Email;
            after(step).forEach(to -> next.add(new Standing(to, now)));
        }
    }

    // each step

    private void step(Step step) {
        switch (step) {
            case Step.Texts texts -> texts(texts);
            case Step.Wait wait -> wait(wait);
            case Step.Condition asked -> condition(asked);
            case Step.Task task -> {
                if (task.text().isBlank()) {
                    problem(task.id(), "text", "is empty; say what is to be done");
                }
                template(task.id(), "text", task.text());
                if (!task.assignee().isEmpty() && !task.assignee().matches("[^@\\s]+@[^@\\s]+")) {
                    problem(
                            task.id(),
                            "assignee",
                            "'" + task.assignee()
                                    + "' is no e-mail address; name a user by theirs, or leave it out for the sender's owner");
                }
            }
            case Step.CallFlow call -> {
                if (call.flow().isBlank()) {
                    problem(call.id(), "flow", "is empty; name the flow that is to be started");
                } else if (!flowExists.test(call.flow())) {
                    problem(
                            call.id(),
                            "flow",
                            "there is no flow '" + call.flow() + "'; make and publish it first, or name another");
                }
            }
            default -> {}
        }
    }

    private void wait(Step.Wait wait) {
        long hours = wait.unit() == Step.Wait.Unit.HOURS ? wait.amount() : wait.amount() * 24L;
        if (hours < 1 || hours > LONGEST_WAIT_DAYS * 24L) {
            problem(
                    wait.id(),
                    "for",
                    "'%s' is out of bounds; from 1 hour to %d days"
                            .formatted(SequenceText.span(wait), LONGEST_WAIT_DAYS));
        }
        if (wait.jitter() < 0 || wait.jitter() > 100) {
            problem(wait.id(), "jitter", wait.jitter() + " is out of bounds; 0 to 100 percent");
        }
    }

    private void condition(Step.Condition asked) {
        if (asked.days() < 0 || asked.days() > LONGEST_CONDITION_DAYS) {
            problem(
                    asked.id(),
                    "days",
                    "%d is out of bounds; 0 (asked once) to %d".formatted(asked.days(), LONGEST_CONDITION_DAYS));
        }
        if (asked.question() == Step.Condition.Question.FIELD) {
            if (asked.expression().isBlank()) {
                problem(asked.id(), "expression", "is empty; write a condition such as record.country == \"DE\"");
                return;
            }
            try {
                Expression.condition(asked.expression(), Tokens.shape(tokens));
            } catch (Expression.Mistake mistake) {
                String more = String.valueOf(mistake.getMessage()).contains("do not have")
                        ? "; fields of your own have to be named under 'fields'"
                        : "";
                problem(asked.id(), "expression", "'" + asked.expression() + "' " + mistake.getMessage() + more);
            }
        } else if (!asked.expression().isBlank()) {
            problem(
                    asked.id(),
                    "expression",
                    "is read for the question 'field' alone, and this one asks '" + SequenceText.word(asked.question())
                            + "'; take one of them away");
        }
        boolean tracked = switch (asked.question()) {
            case OPENED -> document.settings().openTracking();
            case CLICKED -> document.settings().linkTracking();
            default -> true;
        };
        if (!tracked) {
            String setting = asked.question() == Step.Condition.Question.OPENED ? "openTracking" : "linkTracking";
            problem(
                    asked.id(),
                    "question",
                    "'" + SequenceText.word(asked.question()) + "' is never known while settings/" + setting
                            + " is false; switch it on, or ask something else");
        }
        if (asked.question() == Step.Condition.Question.CONNECTED
                && document.steps().stream().noneMatch(Step.Invite.class::isInstance)) {
            warning(
                    asked.id(),
                    "question",
                    "nobody is invited in this sequence; only those who are connected already go the way 'yes'");
        }
    }

    private void texts(Step.Texts step) {
        List<Step.Variant> variants = step.variants();
        Set<String> names = new HashSet<>();
        int total = 0;
        for (int i = 0; i < variants.size(); i++) {
            Step.Variant variant = variants.get(i);
            String at = variants.size() == 1 && variant.name().isEmpty() ? "" : "variants/" + i + "/";
            total += variant.weight();
            if (variant.weight() < 0 || variant.weight() > 100) {
                problem(step.id(), at + "weight", variant.weight() + " is out of bounds; 0 to 100");
            }
            if (variants.size() > 1 && variant.name().isBlank()) {
                problem(step.id(), at + "name", "is empty; where there are several variants, each has a name");
            } else if (!names.add(variant.name())) {
                problem(
                        step.id(),
                        at + "name",
                        "another variant is named '" + variant.name() + "'; give one of them another name");
            }
            text(step, variant, at);
        }
        if (total == 0) {
            problem(step.id(), "variants", "all weights are 0, so that nobody would get any; give one at least 1");
        }
    }

    private void text(Step.Texts step, Step.Variant variant, String at) {
        Renderer.Place place = Renderer.place(step);
        if (variant.text().isBlank() && place != Renderer.Place.NOTE) {
            problem(step.id(), at + "text", "is empty; write what is to be sent");
        }
        Template template = template(step.id(), at + "text", variant.text());
        boolean html = place == Renderer.Place.EMAIL && Renderer.isHtml(variant.text());
        if (html && UNSAFE.matcher(variant.text()).find()) {
            problem(
                    step.id(),
                    at + "text",
                    "has a script, a form, a frame or an event attribute, which mail programs refuse; take it out");
        }
        if (template != null && !html) {
            length(step, at + "text", place, template);
        }
        Renderer.Place above = Renderer.subject(step);
        if (above == null) {
            return;
        }
        boolean thread = step instanceof Step.Email mail && mail.sameThread();
        if (variant.subject().isBlank() && !thread) {
            problem(
                    step.id(),
                    at + "subject",
                    "is empty; " + (step instanceof Step.Email ? "a mail" : "an InMail") + " has a subject");
        }
        Template subject = template(step.id(), at + "subject", variant.subject());
        if (subject != null) {
            length(step, at + "subject", above, subject);
        }
    }

    /** What is sure already without knowing any lead: the shortest a text can become. */
    private void length(Step step, String field, Renderer.Place place, Template template) {
        Bounds bounds = bounds(template.nodes());
        long least = bounds.least();
        int most = place.most(Tier.PREMIUM);
        if (least > most) {
            problem(
                    step.id(),
                    field,
                    "has at least %,d characters without its values, and only %,d may be written here; shorten it"
                            .formatted(least, most));
        } else if (place == Renderer.Place.NOTE && bounds.most() > Tier.FREE.noteLength()) {
            boolean bare = step instanceof Step.Invite invite && invite.bareWhereFree();
            warning(
                    step.id(),
                    field,
                    "may have %,d characters without its values, and free accounts may write %d: %s"
                            .formatted(
                                    bounds.most(),
                                    Tier.FREE.noteLength(),
                                    bare ? "from those it goes without a note" : "leads of those wait"));
        }
    }

    private record Bounds(long least, long most) {}

    private static Bounds bounds(List<Template.Node> nodes) {
        long least = 0;
        long most = 0;
        for (Template.Node node : nodes) {
            Bounds one = switch (node) {
                case Template.Literal literal -> new Bounds(literal.length(), literal.length());
                case Template.Output ignored -> new Bounds(0, 0);
                case Template.Choice choice -> any(choice.ways());
                case Template.When when -> {
                    List<List<Template.Node>> ways = new ArrayList<>(
                            when.branches().stream().map(Template.Branch::nodes).toList());
                    ways.add(when.otherwise());
                    yield any(ways);
                }
            };
            least += one.least();
            most += one.most();
        }
        return new Bounds(least, most);
    }

    private static Bounds any(List<List<Template.Node>> ways) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (List<Template.Node> way : ways) {
            Bounds one = bounds(way);
            least = Math.min(least, one.least());
            most = Math.max(most, one.most());
        }
        return new Bounds(least == Long.MAX_VALUE ? 0 : least, most);
    }

    private @Nullable Template template(String step, String field, String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > SequenceReading.LONGEST_TEXT) {
            problem(
                    step,
                    field,
                    "has %,d characters; at most %,d".formatted(text.length(), SequenceReading.LONGEST_TEXT));
            return null;
        }
        Template template = Template.parse(text.strip());
        template.mistakes().forEach(mistake -> problem(step, field, mistake.toString()));
        for (String token : template.tokens()) {
            if (!tokens.contains(token)) {
                String near = Nearest.near(token, tokens)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElse("");
                problem(
                        step,
                        field,
                        "there is no token '" + token + "'" + near
                                + (near.isEmpty()
                                        ? "; an own field of the leads has to be named under 'fields'"
                                        : " An own field of the leads has to be named under 'fields'"));
            }
        }
        return template.mistakes().isEmpty() ? template : null;
    }

    private void problem(@Nullable String step, @Nullable String field, String message) {
        findings.add(new SequenceFinding(Severity.PROBLEM, step, blank(field), message));
    }

    private void warning(@Nullable String step, @Nullable String field, String message) {
        findings.add(new SequenceFinding(Severity.WARNING, step, blank(field), message));
    }

    private static @Nullable String blank(@Nullable String field) {
        return field == null || field.isEmpty() ? null : field;
    }
}
