package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.HOOK;
import static io.salessync.flows.jooq.Tables.HOOK_CALL;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Gathering;
import io.salessync.kernel.tenancy.Gathering.Asked;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Starts flows by webhooks: whoever knows the secret, once for each signature, not more often than the flow bears. */
@Component
final class Hooks {
    static final int LARGEST_BODY = 1 << 20;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    /** Calls a node deals with at a time: a flood must leave connections to people. */
    private static final int AT_ONCE = 4;

    /** Calls whose runs are queued in one transaction. */
    private static final int TOGETHER = 100;

    /** Calls that wait for their turn; more are refused. */
    private static final int WAITING_CALLS = 1_000;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int WAIT_SECONDS = 5;

    private final Database database;
    private final Secrets secrets;
    private final ObjectProvider<FlowStarter> starter;
    private final Firing firing;
    private final JsonMapper json;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Place, Window> windows = new ConcurrentHashMap<>();
    private final Gathering<Call, Taken> gathering = new Gathering<>("flow-hooks", TOGETHER, this::startAll);

    Hooks(Database database, Secrets secrets, ObjectProvider<FlowStarter> starter, Firing firing, JsonMapper json) {
        this.database = database;
        this.secrets = secrets;
        this.starter = starter;
        this.firing = firing;
        this.json = json;
    }

    /** @param repeated it came before with this signature: nothing was started again */
    record Taken(@Nullable UUID run, boolean repeated) {}

    /** A webhook's address, as people see it. */
    record Address(String trigger, String path) {}

    private record Place(TenantId tenant, UUID flow, String trigger) {}

    /** Calls of one webhook in one minute. */
    private record Window(Instant begin, int calls) {}

    /**
     * Takes a call.
     *
     * @throws Problem when the address is unknown, the signature does not fit, or there are too many calls
     */
    Taken take(String token, @Nullable String signature, @Nullable String contentType, byte[] body) {
        if (calls.incrementAndGet() > WAITING_CALLS) {
            calls.decrementAndGet();
            throw flood("So many webhooks wait for their turn already.");
        }
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw flood("The server deals with as many webhooks as it can.");
            }
            Call call;
            try {
                call = verified(token, signature, contentType, body);
            } finally {
                places.release();
            }
            return gathering.ask(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw flood("The server stops.");
        } finally {
            calls.decrementAndGet();
        }
    }

    private Call verified(String token, @Nullable String signature, @Nullable String contentType, byte[] body) {
        Place place = TOKEN.matcher(token).matches() ? find(token) : null;
        if (place == null) {
            throw Problem.of(ScheduleProblem.UNKNOWN_HOOK, "No flow that is on has a webhook at this address.");
        }
        TriggerRecord trigger = database.inTenant(place.tenant(), sql -> trigger(sql, place));
        UUID secret = trigger == null ? null : trigger.getSecretId();
        if (trigger == null || secret == null) {
            throw Problem.of(ScheduleProblem.UNKNOWN_HOOK, "No flow that is on has a webhook at this address.");
        }
        Instant now = firing.now();
        byte[] verified = HookKeys.verified(signature, secrets.reveal(place.tenant(), secret), body, now);
        if (verified == null) {
            throw Problem.of(
                    ScheduleProblem.HOOK_SIGNATURE,
                    "Send the header X-SalesSync-Signature: t=SECONDS,v1=HEX with the HMAC-SHA256 of “t.body”, made within %d minutes."
                            .formatted(HookKeys.TOLERANCE.toMinutes()));
        }
        int perMinute =
                json.readTree(trigger.getSettings().data()).path("perMinute").asInt(WebhookTrigger.PER_MINUTE);
        if (countedIn(place, now) > perMinute) {
            throw flood("This webhook takes %,d calls a minute.".formatted(perMinute));
        }
        // read before anything is kept: what cannot be read may be sent again, mended
        ObjectNode payload = payload(contentType, body);
        return new Call(place, trigger, verified, payload, now);
    }

    /** Which call of this minute it is. */
    private int countedIn(Place place, Instant now) {
        return windows.merge(
                        place,
                        new Window(now, 1),
                        (open, one) -> open.begin().plus(WINDOW).isAfter(now)
                                ? new Window(open.begin(), open.calls() + 1)
                                : one)
                .calls();
    }

    private @Nullable Place find(String token) {
        return database.outsideTenants(sql -> sql.selectFrom(HOOK(token))
                .fetchOne(row -> new Place(new TenantId(row.getTenantId()), row.getFlowId(), row.getTriggerId())));
    }

    private static @Nullable TriggerRecord trigger(DSLContext sql, Place place) {
        return sql.selectFrom(TRIGGER)
                .where(TRIGGER.TENANT_ID
                        .eq(place.tenant().value())
                        .and(TRIGGER.FLOW_ID.eq(place.flow()))
                        .and(TRIGGER.TRIGGER_ID.eq(place.trigger())))
                .fetchOne();
    }

    /** A call whose signature fits. */
    private record Call(Place place, TriggerRecord trigger, byte[] signature, ObjectNode payload, Instant at) {
        Sign sign() {
            return new Sign(place, HexFormat.of().formatHex(signature));
        }
    }

    private record Sign(Place place, String signature) {}

    /** Calls that come at the same moment share a transaction. */
    private void startAll(List<Asked<Call, Taken>> asked) {
        Map<TenantId, List<Asked<Call, Taken>>> byTenant = asked.stream()
                .collect(Collectors.groupingBy(
                        one -> one.question().place().tenant(), LinkedHashMap::new, Collectors.toList()));
        byTenant.forEach((tenant, calling) -> {
            if (calling.size() == 1 || !startTogether(tenant, calling)) {
                calling.forEach(one -> startTogether(tenant, List.of(one)));
            }
        });
    }

    /** @return false: together they could not be started, and each hears alone what is wrong with it */
    private boolean startTogether(TenantId tenant, List<Asked<Call, Taken>> asked) {
        try {
            List<Object> came = database.inTenant(
                    tenant,
                    sql -> started(
                            sql, tenant, asked.stream().map(Asked::question).toList()));
            for (int i = 0; i < asked.size(); i++) {
                if (came.get(i) instanceof Taken taken) {
                    asked.get(i).answer(taken);
                } else {
                    asked.get(i).fail((Problem) came.get(i));
                }
            }
            return true;
        } catch (RuntimeException e) {
            if (asked.size() > 1) {
                return false;
            }
            asked.getFirst().fail(e);
            return true;
        }
    }

    /** @return for each call a {@link Taken}, or the {@link Problem} that it is refused with */
    private List<Object> started(DSLContext sql, TenantId tenant, List<Call> calls) {
        FlowStarter flows = starter.getIfAvailable();
        if (flows == null) {
            throw flood("The server does not start flows just now.");
        }
        Set<Sign> added = added(sql, tenant, calls);
        Map<UUID, List<RunId>> active = flows.active(
                sql, tenant, calls.stream().map(call -> call.place().flow()).collect(Collectors.toSet()));
        Map<UUID, Integer> over = new HashMap<>();
        Map<Sign, Call> fresh = new LinkedHashMap<>();
        Map<Sign, Problem> refused = new LinkedHashMap<>();
        for (Call call : calls) {
            Sign sign = call.sign();
            if (!added.contains(sign) || fresh.containsKey(sign) || refused.containsKey(sign)) {
                continue;
            }
            UUID flow = call.place().flow();
            int waiting = json.readTree(call.trigger().getSettings().data())
                    .path("waiting")
                    .asInt(WebhookTrigger.WAITING);
            int notOver = over.computeIfAbsent(
                    flow, id -> active.getOrDefault(id, List.of()).size());
            if (notOver >= waiting) {
                refused.put(sign, flood("%,d runs of this flow are not over yet.".formatted(waiting)));
            } else {
                over.put(flow, notOver + 1);
                fresh.put(sign, call);
            }
        }
        forget(sql, tenant, refused.keySet());
        Map<Sign, UUID> begun = begin(sql, tenant, flows, List.copyOf(fresh.values()));
        Set<Sign> told = new HashSet<>();
        List<Object> came = new ArrayList<>();
        for (Call call : calls) {
            Sign sign = call.sign();
            Problem problem = refused.get(sign);
            if (problem != null) {
                came.add(problem);
            } else if (begun.containsKey(sign)) {
                came.add(new Taken(begun.get(sign), !told.add(sign)));
            } else {
                came.add(new Taken(startedBefore(sql, tenant, call), true));
            }
        }
        return came;
    }

    /** Writes the signatures down; those that are new. */
    private static Set<Sign> added(DSLContext sql, TenantId tenant, List<Call> calls) {
        Set<Sign> added = new HashSet<>();
        sql.fetch(
                        "INSERT INTO flows.hook_call (tenant_id, flow_id, trigger_id, signature, at)"
                                + " SELECT DISTINCT ON (c.f, c.t, c.s) ?, c.f, c.t, decode(c.s, 'hex'), c.a::timestamptz"
                                + " FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) c (f, t, s, a) ORDER BY c.f, c.t, c.s"
                                + " ON CONFLICT DO NOTHING RETURNING flow_id, trigger_id, encode(signature, 'hex')",
                        tenant.value(),
                        calls.stream().map(call -> call.place().flow()).toArray(UUID[]::new),
                        calls.stream().map(call -> call.place().trigger()).toArray(String[]::new),
                        calls.stream().map(call -> call.sign().signature()).toArray(String[]::new),
                        calls.stream().map(call -> call.at().toString()).toArray(String[]::new))
                .forEach(row -> added.add(new Sign(
                        new Place(
                                tenant,
                                Objects.requireNonNull(row.get(0, UUID.class)),
                                Objects.requireNonNull(row.get(1, String.class))),
                        Objects.requireNonNull(row.get(2, String.class)))));
        return added;
    }

    /** What is refused may be sent again. */
    private static void forget(DSLContext sql, TenantId tenant, Set<Sign> refused) {
        if (!refused.isEmpty()) {
            sql.execute(
                    "DELETE FROM flows.hook_call h USING unnest(?::uuid[], ?::text[], ?::text[]) c (f, t, s)"
                            + " WHERE h.tenant_id = ? AND h.flow_id = c.f AND h.trigger_id = c.t AND h.signature = decode(c.s, 'hex')",
                    refused.stream().map(sign -> sign.place().flow()).toArray(UUID[]::new),
                    refused.stream().map(sign -> sign.place().trigger()).toArray(String[]::new),
                    refused.stream().map(Sign::signature).toArray(String[]::new),
                    tenant.value());
        }
    }

    private static @Nullable UUID startedBefore(DSLContext sql, TenantId tenant, Call call) {
        return sql.select(HOOK_CALL.RUN_ID)
                .from(HOOK_CALL)
                .where(HOOK_CALL
                        .TENANT_ID
                        .eq(tenant.value())
                        .and(HOOK_CALL.FLOW_ID.eq(call.place().flow()))
                        .and(HOOK_CALL.TRIGGER_ID.eq(call.place().trigger()))
                        .and(HOOK_CALL.SIGNATURE.eq(call.signature())))
                .fetchOne(HOOK_CALL.RUN_ID);
    }

    private Map<Sign, UUID> begin(DSLContext sql, TenantId tenant, FlowStarter flows, List<Call> calls) {
        Map<Sign, UUID> begun = new HashMap<>();
        if (calls.isEmpty()) {
            return begun;
        }
        List<RunId> runs = flows.startAll(
                sql,
                tenant,
                calls.stream()
                        .map(call -> new FlowStarter.Start(
                                call.place().flow(), call.place().trigger(), null, null, null, call.payload(), null))
                        .toList());
        DueWriting ledger = new DueWriting(sql, tenant);
        for (int i = 0; i < runs.size(); i++) {
            Call call = calls.get(i);
            UUID run = runs.get(i).value();
            begun.put(call.sign(), run);
            // two calls in one microsecond: the calls themselves are both kept
            ledger.settle(new DueWriting.Row(
                    call.place().flow(),
                    call.place().trigger(),
                    call.at(),
                    call.at(),
                    "RAN",
                    null,
                    0L,
                    run,
                    null,
                    call.at()));
        }
        ledger.flush();
        sql.execute(
                "UPDATE flows.hook_call h SET run_id = c.r FROM unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[]) c (f, t, s, r)"
                        + " WHERE h.tenant_id = ? AND h.flow_id = c.f AND h.trigger_id = c.t AND h.signature = decode(c.s, 'hex')",
                calls.stream().map(call -> call.place().flow()).toArray(UUID[]::new),
                calls.stream().map(call -> call.place().trigger()).toArray(String[]::new),
                calls.stream().map(call -> call.sign().signature()).toArray(String[]::new),
                runs.stream().map(RunId::value).toArray(UUID[]::new),
                tenant.value());
        return begun;
    }

    /** A JSON document as it is; anything else as the text {@code body}. */
    private ObjectNode payload(@Nullable String contentType, byte[] body) {
        boolean isJson = contentType == null
                || contentType.toLowerCase(java.util.Locale.ROOT).contains("json");
        ObjectNode payload = json.createObjectNode();
        if (body.length == 0) {
            return payload;
        }
        if (!isJson) {
            return payload.put("body", new String(body, java.nio.charset.StandardCharsets.UTF_8));
        }
        try {
            JsonNode read = json.readTree(body);
            return read instanceof ObjectNode object ? object : payload.set("body", read);
        } catch (JacksonException e) {
            throw Problem.of(
                    ScheduleProblem.HOOK_UNREADABLE,
                    "The body is not JSON: %s Say another content type to have it taken as text."
                            .formatted(e.getOriginalMessage()),
                    e);
        }
    }

    private static Problem flood(String why) {
        return Problem.of(ScheduleProblem.HOOK_FLOOD, why + " Nothing was started; send it again later.")
                .with("retryAfterSeconds", WAIT_SECONDS);
    }

    // ---- for people

    /** The webhooks of a flow that is on. */
    List<Address> of(TenantId tenant, UUID flow) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(TRIGGER)
                        .where(TRIGGER.TENANT_ID
                                .eq(tenant.value())
                                .and(TRIGGER.FLOW_ID.eq(flow))
                                .and(TRIGGER.ENABLED)
                                .and(TRIGGER.TOKEN.isNotNull()))
                        .orderBy(TRIGGER.TRIGGER_ID)
                        .fetch(row -> new Address(row.getTriggerId(), "/hooks/" + row.getToken())));
    }

    /** Makes a new secret, shown this once; the old one does not count any more. */
    String newSecret(DSLContext sql, TenantId tenant, UUID flow, String trigger) {
        TriggerRecord row = trigger(sql, new Place(tenant, flow, trigger));
        UUID secret = row == null ? null : row.getSecretId();
        if (secret == null) {
            throw Problem.of(
                    ScheduleProblem.UNKNOWN_HOOK, "The flow has no webhook “%s”; publish it first.".formatted(trigger));
        }
        String fresh = HookKeys.random();
        secrets.replace(sql, tenant, secret, fresh);
        return fresh;
    }
}
