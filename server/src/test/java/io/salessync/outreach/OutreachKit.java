package io.salessync.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.MovableClock;
import io.salessync.kit.PlayedOutreach;
import io.salessync.kit.SandboxProcess;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Sequences;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;

/** What tests of outreach begin with: connections, senders, sequences that may be at work at any time, and leads in them. */
@TestComponent
public final class OutreachKit {
    /** Steps: an invitation, and a greeting for who accepts it within ten days. */
    public static final String INVITE_AND_GREET = """
            - id: invite
              type: invite
              text: "Hello {{ first_name }}"
            - id: accepted
              type: condition
              question: connected
              days: 10
              'yes': hello
              'no': done
              'unknown': done
            - id: hello
              type: message
              text: "Thank you {{ first_name }}"
            - id: done
              type: end
            """;

    private static final String AT_ANY_TIME = """
            format: 1
            name: %s
            settings:
              window:
                days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
                from: 00:00
                until: 23:59
                zone: sender
                leadHolidays: false
                senderHolidays: false
            """;

    private final Connections connections;
    private final Sequences sequences;
    private final Leads leads;
    private final Database database;
    private final MovableClock clock;

    OutreachKit(Connections connections, Sequences sequences, Leads leads, Database database, MovableClock clock) {
        this.connections = connections;
        this.sequences = sequences;
        this.leads = leads;
        this.database = database;
        this.clock = clock;
    }

    // connections

    /** To the sandbox's network. */
    public Connection unipile(TenantId tenant, SandboxProcess sandbox) {
        return connections.ensure(
                tenant,
                "unipile",
                "Unipile",
                URI.create(sandbox.address() + "/unipile"),
                Map.of("apiKey", "sandbox-unipile-key", "timeout", "1.5"),
                false);
    }

    /** To the network in memory. */
    public Connection played(TenantId tenant) {
        return connections.ensure(
                tenant, PlayedOutreach.VENDOR, "played", URI.create("http://127.0.0.1:1"), "token-" + tenant, false);
    }

    // senders

    /** One who has consented and is well, as it stands in its row. */
    public UUID sender(
            TenantId tenant, Connection connection, String account, Leads.Channel channel, @Nullable String member) {
        UUID sender = UUID.randomUUID();
        Instant now = clock.instant();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.sender (tenant_id, sender_id, connection_id, account, channel, name, member, tier, status, status_at,"
                                + " zone, settings, consent, created_at, changed_at) VALUES (?, ?, ?, ?, ?, 'Anna', ?, ?, 'OK', ?::timestamptz,"
                                + " 'UTC', '{}', '{\"at\":\"2026-11-22T09:00:00Z\",\"by\":\"anna\"}', ?::timestamptz, ?::timestamptz)",
                        tenant.value(),
                        sender,
                        connection.id().value(),
                        account,
                        channel.name(),
                        member,
                        channel == Leads.Channel.LINKEDIN ? "PREMIUM" : null,
                        now,
                        now,
                        now));
        return sender;
    }

    // sequences

    /**
     * A sequence at any time of any day.
     *
     * @param settings further ones as YAML, from the margin
     * @param steps as YAML, from the margin
     */
    public static String atAnyTime(String name, String settings, String steps) {
        return AT_ANY_TIME.formatted(name) + indented(settings) + "steps:\n" + indented(steps);
    }

    private static String indented(String yaml) {
        return yaml.lines().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    /** Saved and published. */
    public UUID publish(TenantId tenant, String yaml) {
        return database.inTenant(tenant, sql -> {
            UUID id = sequences.put(sql, tenant, sequences.read(yaml), "test").id();
            return sequences.publish(sql, tenant, id, "", "test").id();
        });
    }

    // leads

    public static Leads.Candidate candidate(
            int row, @Nullable String email, @Nullable String linkedin, Map<String, String> fields, LeadState state) {
        return new Leads.Candidate(row, null, email, linkedin, fields, null, "", state);
    }

    /** Somebody who is only an address. */
    public Lead mailed(TenantId tenant, UUID sequence, String email) {
        return admit(
                tenant, sequence, candidate(1, email, null, Map.of("first_name", "Maria"), LeadState.PENDING_INVITE));
    }

    /** Is taken, or the test fails. */
    public Lead admit(TenantId tenant, UUID sequence, Leads.Candidate candidate) {
        Leads.Admission admission = database.inTenant(
                        tenant, sql -> leads.admit(sql, tenant, sequence, "test", List.of(candidate)))
                .getFirst();
        assertThat(admission.why()).isNull();
        return lead(tenant, Objects.requireNonNull(admission.lead()));
    }

    /** As it stands now. */
    public Lead lead(TenantId tenant, UUID id) {
        return database.inTenant(tenant, sql -> leads.lead(sql, tenant, id).orElseThrow());
    }
}
