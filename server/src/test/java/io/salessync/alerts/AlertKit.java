package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.ALERT;
import static io.salessync.alerts.jooq.Tables.CHANNEL;
import static io.salessync.alerts.jooq.Tables.DELIVERY;

import io.salessync.alerts.Alerts.Notice;
import io.salessync.alerts.Alerts.Severity;
import io.salessync.alerts.jooq.tables.records.AlertRecord;
import io.salessync.alerts.jooq.tables.records.DeliveryRecord;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;

/** Words for tests about alerts of one tenant. */
record AlertKit(Database database, PostgresAlerts alerts, AlertRules rules, InstantSource clock, TenantId tenant) {
    void raise(String rule, String group, Severity severity, String title) {
        database.runInTenant(
                tenant,
                sql -> alerts.raise(
                        sql, tenant, new Notice(rule, group, severity, title, "Detail", "/runs/1", null, "R-1")));
    }

    void raise() {
        raise("test-rule", "g", Severity.WARNING, "Something");
    }

    void recover() {
        database.runInTenant(tenant, sql -> alerts.recovered(sql, tenant, "test-rule", "g", "It is over"));
    }

    /** A channel that is never really spoken to. */
    UUID channel(String name) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        database.runInTenant(
                tenant,
                sql -> sql.insertInto(CHANNEL)
                        .set(CHANNEL.TENANT_ID, tenant.value())
                        .set(CHANNEL.CHANNEL_ID, id)
                        .set(CHANNEL.KIND, "EMAIL")
                        .set(CHANNEL.NAME, name)
                        .set(CHANNEL.SETTINGS, JSON.valueOf("{\"to\":[\"ops@example.org\",\"nina@example.org\"]}"))
                        .set(CHANNEL.CREATED_AT, now)
                        .set(CHANNEL.UPDATED_AT, now)
                        .execute());
        return id;
    }

    void rule(
            @Nullable List<UUID> channels,
            int throttle,
            @Nullable QuietHours quiet,
            @Nullable Integer escalateAfter,
            @Nullable List<UUID> escalateTo) {
        rule(true, null, channels, throttle, quiet, escalateAfter, escalateTo);
    }

    void rule(
            boolean enabled,
            @Nullable Severity severity,
            @Nullable List<UUID> channels,
            int throttle,
            @Nullable QuietHours quiet,
            @Nullable Integer escalateAfter,
            @Nullable List<UUID> escalateTo) {
        database.runInTenant(
                tenant,
                sql -> rules.put(
                        sql,
                        tenant,
                        new Rule(
                                RuleCard.unlisted("test-rule"),
                                enabled,
                                severity,
                                Map.of(),
                                channels,
                                throttle,
                                quiet,
                                escalateAfter,
                                escalateTo,
                                null,
                                clock.instant(),
                                "test")));
    }

    List<AlertRecord> all() {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(ALERT)
                        .where(ALERT.TENANT_ID.eq(tenant.value()))
                        .orderBy(ALERT.POSITION)
                        .fetch());
    }

    /** The newest alert. */
    AlertRecord alert() {
        return all().getLast();
    }

    List<DeliveryRecord> deliveries() {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(DELIVERY)
                        .where(DELIVERY.TENANT_ID.eq(tenant.value()))
                        .orderBy(DELIVERY.POSITION)
                        .fetch());
    }

    /** What was told, and over which channel. */
    List<String> told() {
        return deliveries().stream()
                .map(delivery -> delivery.getKind() + " " + delivery.getChannelName())
                .toList();
    }

    Actor actor() {
        return new Actor(tenant, UUID.randomUUID(), "nina@example.org", "Nina", Role.ADMIN, Role.ADMIN.permissions());
    }
}
