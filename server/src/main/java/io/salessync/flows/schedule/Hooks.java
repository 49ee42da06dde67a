package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.HOOK;
import static io.salessync.flows.jooq.Tables.HOOK_CALL;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
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
            try {
                return taken(token, signature, contentType, body);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw flood("The server stops.");
        } finally {
            calls.decrementAndGet();
        }
    }

    private Taken taken(String token, @Nullable String signature, @Nullable String contentType, byte[] body) {
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
        return database.inTenant(place.tenant(), sql -> start(sql, place, trigger, verified, payload, now));
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

    private Taken start(
            DSLContext sql, Place place, TriggerRecord trigger, byte[] signature, ObjectNode payload, Instant now) {
        int added = sql.insertInto(HOOK_CALL)
                .set(HOOK_CALL.TENANT_ID, place.tenant().value())
                .set(HOOK_CALL.FLOW_ID, place.flow())
                .set(HOOK_CALL.TRIGGER_ID, place.trigger())
                .set(HOOK_CALL.SIGNATURE, signature)
                .set(HOOK_CALL.AT, now)
                .onConflictDoNothing()
                .execute();
        if (added == 0) {
            return new Taken(
                    sql.select(HOOK_CALL.RUN_ID)
                            .from(HOOK_CALL)
                            .where(mine(place).and(HOOK_CALL.SIGNATURE.eq(signature)))
                            .fetchOne(HOOK_CALL.RUN_ID),
                    true);
        }
        JsonNode settings = json.readTree(trigger.getSettings().data());
        FlowStarter flows = starter.getIfAvailable();
        if (flows == null) {
            throw flood("The server does not start flows just now.");
        }
        int waiting = settings.path("waiting").asInt(WebhookTrigger.WAITING);
        if (flows.active(sql, place.tenant(), place.flow()).size() >= waiting) {
            throw flood("%,d runs of this flow are not over yet.".formatted(waiting));
        }
        RunId run = flows.start(
                sql,
                place.tenant(),
                new FlowStarter.Start(place.flow(), place.trigger(), null, null, null, payload, null));
        sql.update(HOOK_CALL)
                .set(HOOK_CALL.RUN_ID, run.value())
                .where(mine(place).and(HOOK_CALL.SIGNATURE.eq(signature)))
                .execute();
        sql.insertInto(DUE)
                .set(DUE.TENANT_ID, place.tenant().value())
                .set(DUE.FLOW_ID, place.flow())
                .set(DUE.TRIGGER_ID, place.trigger())
                .set(DUE.DUE_, now)
                .set(DUE.STARTS_AT, now)
                .set(DUE.STATE, "RAN")
                .set(DUE.LATE_MS, 0L)
                .set(DUE.RUN_ID, run.value())
                .set(DUE.SETTLED_AT, now)
                // two calls in one microsecond: the calls themselves are both kept
                .onConflictDoNothing()
                .execute();
        return new Taken(run.value(), false);
    }

    private static org.jooq.Condition mine(Place place) {
        return HOOK_CALL
                .TENANT_ID
                .eq(place.tenant().value())
                .and(HOOK_CALL.FLOW_ID.eq(place.flow()))
                .and(HOOK_CALL.TRIGGER_ID.eq(place.trigger()));
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
