package io.salessync.sandbox.monday;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Field;
import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.WrongInput;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Serves one call after the vendor's rules: who calls, within which limits, executed or replayed, at what cost. */
final class MondayApi {
    private static final Duration FIELD_WAIT = Duration.ofSeconds(15);

    private final SandboxClock clock;
    private final CallLog log;
    private final Faults faults;
    private final Accounts accounts;
    private final AddressLimit addresses;
    private final Replays replays;
    private final Traffic traffic;
    private final Engine engine;
    private final Answers answers;
    private volatile Costs costs;

    MondayApi(
            SandboxClock clock,
            CallLog log,
            Faults faults,
            Accounts accounts,
            Replays replays,
            Traffic traffic,
            Engine engine,
            long seed) {
        this.clock = clock;
        this.log = log;
        this.faults = faults;
        this.accounts = accounts;
        this.addresses = new AddressLimit(clock);
        this.replays = replays;
        this.traffic = traffic;
        this.engine = engine;
        this.answers = new Answers(clock);
        this.costs = new Costs(seed);
    }

    void reset(long seed) {
        costs = new Costs(seed);
        addresses.reset();
    }

    /** What is told about a call in the log once it is over. */
    private static final class Outcome {
        private final long startedAt = System.nanoTime();
        private final String requestId = UUID.randomUUID().toString();
        private String asked = "?";
        private String result = "ok";
        private long cost;
    }

    Reply serve(Request request) {
        Outcome outcome = new Outcome();
        Reply reply = admit(request, outcome);
        if (reply.lost() || (reply.status() >= 500 && !outcome.result.equals("500"))) {
            log.refusal(reply.lost() ? "lost" : String.valueOf(reply.status()));
        }
        double millis = (System.nanoTime() - outcome.startedAt) / 1e6;
        log.call(new CallLog.Call(
                clock.stamp(),
                "monday",
                outcome.asked,
                reply.lost() ? 0 : reply.status(),
                outcome.result,
                outcome.cost,
                millis));
        return reply;
    }

    private Reply admit(Request request, Outcome outcome) {
        Refusal address = addresses.enter(request.remoteAddress());
        if (address != null) {
            return refuse(address, outcome, null);
        }
        Token token = Token.of(request.header("authorization"));
        if (token == null) {
            return refuse(Refusal.unauthorized(), outcome, null);
        }
        Account account = accounts.of(token);
        boolean[] mutation = {false};
        Reply reply = read(request, account, outcome, mutation);
        return reply.lost() ? reply : reply.with(RateHeaders.of(account, mutation[0], clock));
    }

    private Reply read(Request request, Account account, Outcome outcome, boolean[] mutation) {
        Version version = Version.of(request.header("api-version"));
        Reading reading = reading(request);
        Call call = reading.call();
        mutation[0] = call != null && call.mutation();
        Refusal full = account.enter(call != null && call.loneComplexity());
        if (full != null) {
            return refuse(full, outcome, account);
        }
        try {
            if (reading.refusal() != null) {
                return refuse(reading.refusal(), outcome, account);
            }
            if (version == null) {
                String message = "The API version is not valid";
                return refuse(Refusal.of("version", 200, "InvalidVersionException", message), outcome, account);
            }
            if (call == null) {
                outcome.result = "invalid";
                return answers.invalid(reading.errors(), outcome.requestId, account);
            }
            outcome.asked = call.summary();
            if (call.mutation()) {
                log.mutationCall();
            } else {
                log.query();
            }
            return once(request, account, call, version, outcome);
        } finally {
            account.leave();
        }
    }

    /** What a body was read as: a call, or the errors of its document, or a refusal of the body itself. */
    private record Reading(
            @Nullable Call call,
            List<? extends GraphQLError> errors,
            @Nullable Refusal refusal) {}

    private Reading reading(Request request) {
        JsonNode body;
        try {
            body = Json.object(request.body(), "The body");
        } catch (WrongInput e) {
            return refused("JsonParseException", String.valueOf(e.getMessage()));
        }
        JsonNode variables = body.path("variables");
        if (!body.path("query").isString()
                || !(variables.isObject() || variables.isMissingNode() || variables.isNull())) {
            return refused("BadRequest", "The body needs a query, and variables have to be a JSON object");
        }
        String query = body.path("query").asString();
        PreparsedDocumentEntry entry = engine.documents().entry(query);
        if (entry.hasErrors()) {
            return new Reading(null, entry.getErrors(), null);
        }
        JsonNode operation = body.path("operationName");
        Call call = engine.documents().call(query, operation.isString() ? operation.asString() : null, map(variables));
        return call == null
                ? refused("BadRequest", "The operation to run is not clear")
                : new Reading(call, List.of(), null);
    }

    private static Reading refused(String code, String message) {
        return new Reading(null, List.of(), Refusal.of("400", 400, code, message));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode variables) {
        return variables.isObject() ? Json.MAPPER.convertValue(variables, HashMap.class) : Map.of();
    }

    /** Runs a call under its idempotency key, or answers it from memory. */
    private Reply once(Request request, Account account, Call call, Version version, Outcome outcome) {
        Fault fault = faults.next("monday", call.names(), kind -> FaultReplies.canBefall(kind, call));
        Reply instead = FaultReplies.instead(fault);
        if (instead != null) {
            outcome.result = "never arrived";
            return instead;
        }
        Refusal refusal = FaultReplies.before(fault, clock.speed());
        if (refusal != null) {
            if (refusal.rateLimited()) {
                account.refund(call.loneComplexity());
            }
            return refuse(refusal, outcome, account);
        }
        String sent = request.header("idempotency-key");
        if (sent == null || sent.isEmpty() || !call.mutation()) {
            return FaultReplies.after(
                    fault, run(account, call, version, fault, outcome).reply());
        }
        Replays.Key key = new Replays.Key(account.token(), sent);
        Replays.Verdict verdict = replays.begin(key);
        if (verdict.replay() != null) {
            log.replay();
            outcome.result = "replayed";
            return FaultReplies.after(fault, verdict.replay().with(Map.of("Idempotency-Replayed", "true")));
        }
        if (!verdict.run()) {
            return refuse(Refusal.conflict(Duration.ofSeconds(1)), outcome, account);
        }
        Reply kept = null;
        try {
            Run run = run(account, call, version, fault, outcome);
            kept = run.executed() && FaultReplies.keeps(fault) ? run.reply() : null;
            return FaultReplies.after(fault, run.reply());
        } finally {
            replays.end(key, kept);
        }
    }

    private record Run(Reply reply, boolean executed) {}

    private Run run(Account account, Call call, Version version, @Nullable Fault fault, Outcome outcome) {
        Costs current = costs;
        long estimate = current.estimate(call);
        if (estimate > Costs.ONE_CALL) {
            String message = "Query cost " + estimate + " is over the maximum of " + Costs.ONE_CALL + " for one query";
            Refusal large = Refusal.of("max_complexity", 200, "REQUEST_MAX_COMPLEXITY_EXCEEDED", message);
            return new Run(refuse(large, outcome, account), false);
        }
        Budget budget = account.budget(call.mutation());
        Budget.Reservation reservation = budget.reserve(estimate);
        if (reservation == null) {
            account.refund(call.loneComplexity());
            return new Run(refuse(Refusal.complexity(budget.untilReset()), outcome, account), false);
        }
        Set<Long> touched = call.mutation() ? traffic.boardsOf(call) : Set.of();
        if (!traffic.begin(touched)) {
            budget.settle(reservation, 0);
            return new Run(refuse(Refusal.locked(), outcome, account), false);
        }
        try {
            return new Run(execute(account, call, version, fault, outcome, current, budget, reservation), true);
        } finally {
            traffic.end(touched);
        }
    }

    private Reply execute(
            Account account,
            Call call,
            Version version,
            @Nullable Fault fault,
            Outcome outcome,
            Costs current,
            Budget budget,
            Budget.Reservation reservation) {
        Turn turn = new Turn(
                account,
                clock.stamp(),
                current,
                fault,
                call.working().stream().map(Field::getResultKey).toList(),
                clock.wallSeconds(FIELD_WAIT));
        boolean readsSubitems = !call.mutation() && call.text().contains("subitems");
        boolean counted = readsSubitems && account.beginSubitems();
        if (readsSubitems && !counted) {
            turn.refuseSubitems();
        }
        long cost = reservation.points();
        try {
            FaultReplies.linger(fault);
            ExecutionResult result = engine.execute(call, turn, version);
            cost = Math.min(reservation.points(), Math.max(1, turn.spent() + Costs.weigh(result.getData())));
            Answers.Told told = new Answers.Told(reservation.before(), cost, clock.wallSeconds(budget.untilReset()));
            boolean empty = turn.hit("null_data");
            outcome.cost = cost;
            outcome.result =
                    result.getErrors().isEmpty() ? "ok" : result.getErrors().size() + " errors";
            return answers.executed(result, call, told, empty, outcome.requestId, account);
        } finally {
            if (counted) {
                account.endSubitems();
            }
            budget.settle(reservation, cost);
            log.mutations(turn.executed());
        }
    }

    private Reply refuse(Refusal refusal, Outcome outcome, @Nullable Account account) {
        outcome.result = refusal.kind();
        log.refusal(refusal.kind());
        return answers.refused(refusal, outcome.requestId, account);
    }
}
