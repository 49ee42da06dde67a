package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.DELIVERY;

import io.salessync.alerts.jooq.tables.records.ChannelRecord;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorCall;
import io.salessync.connectors.calls.VendorHttp;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Mails;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The life of a delivery: claimed and committed as SENDING before the call, settled after. What surely did not arrive is tried again;
 * what may have arrived is not. An e-mail is handed to the mail queue, in one transaction, and lives on there.
 */
@Component
class Deliveries {
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final Channels channels;
    private final VendorHttp http;
    private final Mails mails;
    private final Live live;
    private final InstantSource clock;
    private final JsonMapper json;

    Deliveries(
            Database database,
            Channels channels,
            VendorHttp http,
            Mails mails,
            Live live,
            InstantSource clock,
            JsonMapper json) {
        this.database = database;
        this.channels = channels;
        this.http = http;
        this.mails = mails;
        this.live = live;
        this.clock = clock;
        this.json = json;
    }

    private record Claimed(DeliveryRecord delivery, Channels.@Nullable Target target) {}

    /** What came of a try. @param again whether it may be tried again */
    private record Result(String state, @Nullable String error, boolean again) {}

    /** The channels of the tenant that have something to be told; settles what dead nodes left behind. */
    Set<UUID> due(TenantId tenant) {
        return database.inTenant(tenant, sql -> {
            Instant now = clock.instant();
            sql.update(DELIVERY)
                    .set(DELIVERY.STATE, "UNKNOWN")
                    .setNull(DELIVERY.LEASE_UNTIL)
                    .set(DELIVERY.ENDED_AT, now)
                    .set(DELIVERY.ERROR, "The node that sent it stopped in the middle; it may have arrived")
                    .where(DELIVERY.TENANT_ID
                            .eq(tenant.value())
                            .and(DELIVERY.STATE.eq("SENDING"))
                            .and(DELIVERY.LEASE_UNTIL.lt(now)))
                    .returningResult(DELIVERY.ALERT_ID)
                    .fetch(DELIVERY.ALERT_ID)
                    .forEach(alert -> changed(sql, tenant, alert));
            return new LinkedHashSet<>(sql.select(DELIVERY.CHANNEL_ID)
                    .from(DELIVERY)
                    .where(DELIVERY.TENANT_ID
                            .eq(tenant.value())
                            .and(DELIVERY.STATE.eq("QUEUED"))
                            .and(DELIVERY.NEXT_AT.le(now)))
                    .orderBy(DELIVERY.POSITION)
                    .limit(AT_ONCE)
                    .fetch(DELIVERY.CHANNEL_ID));
        });
    }

    /** Tells the channel what is due, in order, on this thread; says how many deliveries it tried. */
    int send(TenantId tenant, UUID channel) {
        int tried = 0;
        while (sendOne(tenant, channel, null)) {
            tried++;
        }
        return tried;
    }

    /** Tries one that is due; false: there is none, or another node has it. */
    boolean sendOne(TenantId tenant, UUID channel, @Nullable UUID only) {
        Optional<Claimed> claimed = database.inTenant(tenant, sql -> claim(sql, tenant, channel, only));
        if (claimed.isEmpty()) {
            return false;
        }
        DeliveryRecord delivery = claimed.get().delivery();
        if (delivery.getState().equals("SENDING")) {
            Channels.Target target =
                    java.util.Objects.requireNonNull(claimed.get().target());
            Result result = call(delivery, target);
            database.runInTenant(tenant, sql -> settle(sql, tenant, delivery, result));
        }
        return true;
    }

    private Optional<Claimed> claim(DSLContext sql, TenantId tenant, UUID channelId, @Nullable UUID only) {
        Instant now = clock.instant();
        DeliveryRecord delivery = sql.selectFrom(DELIVERY)
                .where(DELIVERY.TENANT_ID
                        .eq(tenant.value())
                        .and(DELIVERY.CHANNEL_ID.eq(channelId))
                        .and(DELIVERY.STATE.eq("QUEUED"))
                        .and(DELIVERY.NEXT_AT.le(now))
                        .and(only == null ? org.jooq.impl.DSL.trueCondition() : DELIVERY.DELIVERY_ID.eq(only)))
                .orderBy(DELIVERY.POSITION)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOne();
        if (delivery == null) {
            return Optional.empty();
        }
        delivery.setAttempts(delivery.getAttempts() + 1);
        delivery.setNextAt(null);
        ChannelRecord channel = channels.find(sql, tenant, channelId).orElse(null);
        Channels.Target target = null;
        if (channel == null) {
            end(delivery, "FAILED", "The channel was deleted");
        } else if (channel.getKind().equals(Channels.Kind.EMAIL.name())) {
            mail(sql, tenant, delivery, channel);
        } else {
            target = channels.target(channel);
            delivery.setState("SENDING");
            delivery.setLeaseUntil(now.plus(LEASE));
        }
        delivery.store();
        changed(sql, tenant, delivery.getAlertId());
        return Optional.of(new Claimed(delivery, target));
    }

    private void end(DeliveryRecord delivery, String state, @Nullable String error) {
        delivery.setState(state);
        delivery.setError(error);
        delivery.setEndedAt(clock.instant());
    }

    private void mail(DSLContext sql, TenantId tenant, DeliveryRecord delivery, ChannelRecord channel) {
        if (!mails.canSend()) {
            end(delivery, "FAILED", "No mail server is configured (spring.mail.host)");
            return;
        }
        JsonNode body = json.readTree(delivery.getBody().data());
        List<UUID> queued = new ArrayList<>();
        try {
            for (String to : channels.recipients(channel)) {
                queued.add(mails.queue(
                        sql,
                        tenant,
                        new Mails.Mail(
                                "alerts/" + delivery.getDeliveryId() + "/" + to,
                                to,
                                Wording.subject(body),
                                Wording.text(body),
                                null,
                                "alert",
                                uuid(body.at("/alert/run")),
                                body.at("/alert/recordKey").asString(null))));
            }
            end(delivery, "SENT", null);
        } catch (Problem refused) {
            end(delivery, "FAILED", refused.detail());
        }
        delivery.setMails(queued.toArray(UUID[]::new));
    }

    private Result call(DeliveryRecord delivery, Channels.Target target) {
        String body = delivery.getBody().data();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-SalesSync-Delivery", delivery.getDeliveryId().toString());
        String secret = target.secret();
        if (secret == null) {
            body = json.writeValueAsString(Map.of("text", Wording.chat(json.readTree(body))));
        } else {
            headers.put(Signature.HEADER, Signature.of(secret, clock.instant(), body));
        }
        VendorAnswer answer = http.postToUsersAddress(new VendorCall("alert", target.url(), Map.copyOf(headers), body));
        return switch (answer) {
            case VendorAnswer.Answered told
            when told.status() >= 200 && told.status() < 300 -> new Result("SENT", null, false);
            // it says itself that it did not take it
            case VendorAnswer.Answered told
            when told.status() == 429 || told.status() == 503 ->
                new Result("FAILED", "Answered " + told.status(), true);
            case VendorAnswer.Answered told ->
                new Result("FAILED", "Answered " + told.status() + excerpt(told.body()), false);
            case VendorAnswer.NotSent not -> new Result("FAILED", not.reason(), true);
            case VendorAnswer.Lost lost ->
                new Result("UNKNOWN", "It may have arrived, no answer came: " + lost.reason(), false);
        };
    }

    private void settle(DSLContext sql, TenantId tenant, DeliveryRecord delivery, Result result) {
        Instant now = clock.instant();
        UpdateSetMoreStep<DeliveryRecord> set =
                sql.update(DELIVERY).setNull(DELIVERY.LEASE_UNTIL).set(DELIVERY.ERROR, result.error());
        if (result.again() && delivery.getAttempts() < MOST_ATTEMPTS) {
            Duration wait = FIRST_WAIT.multipliedBy(1L << (delivery.getAttempts() - 1));
            set = set.set(DELIVERY.STATE, "QUEUED")
                    .set(DELIVERY.NEXT_AT, now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait));
        } else {
            set = set.set(DELIVERY.STATE, result.state()).set(DELIVERY.ENDED_AT, now);
        }
        set.where(DELIVERY.TENANT_ID
                        .eq(tenant.value())
                        .and(DELIVERY.DELIVERY_ID.eq(delivery.getDeliveryId()))
                        .and(DELIVERY.ATTEMPTS.eq(delivery.getAttempts()))
                        // late, but still the one who knows
                        .and(DELIVERY.STATE.in("SENDING", "UNKNOWN")))
                .execute();
        changed(sql, tenant, delivery.getAlertId());
    }

    private void changed(DSLContext sql, TenantId tenant, @Nullable UUID alert) {
        if (alert != null) {
            live.changed(sql, tenant, "alerts", alert.toString());
        }
    }

    DeliveryRecord one(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(DELIVERY)
                        .where(DELIVERY.TENANT_ID.eq(tenant.value()).and(DELIVERY.DELIVERY_ID.eq(id)))
                        .fetchSingle());
    }

    /** The state of each of a delivery's mails. */
    Map<UUID, Mails.State> mailStates(TenantId tenant, DeliveryRecord delivery) {
        UUID[] ids = delivery.getMails();
        Map<UUID, Mails.State> states = new LinkedHashMap<>();
        if (ids != null) {
            database.runInTenant(tenant, sql -> {
                for (UUID id : ids) {
                    states.put(id, mails.state(sql, tenant, id));
                }
            });
        }
        return states;
    }

    private static @Nullable UUID uuid(JsonNode node) {
        return node.isString() ? UUID.fromString(node.asString()) : null;
    }

    private static String excerpt(String body) {
        String line = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.isEmpty() ? "" : ": " + (line.length() > 200 ? line.substring(0, 200) + "…" : line);
    }
}
