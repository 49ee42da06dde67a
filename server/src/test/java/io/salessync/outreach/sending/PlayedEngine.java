package io.salessync.outreach.sending;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.PlayedOutreach;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Sequences;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** A tenant with a network of its own, whose engine is stepped by hand. */
abstract class PlayedEngine {
    @Autowired
    OutreachKit kit;

    @Autowired
    Engine engine;

    @Autowired
    Why why;

    @Autowired
    PlayedOutreach network;

    @Autowired
    SenderChanges changes;

    @Autowired
    Senders senders;

    @Autowired
    PostgresTouches touches;

    @Autowired
    Sequences sequences;

    @Autowired
    Leads leads;

    @Autowired
    Connections connections;

    @Autowired
    Database database;

    @Autowired
    TenantKit tenants;

    @Autowired
    AccessKit access;

    @Autowired
    MovableClock clock;

    TenantId tenant;
    Actor actor;
    PlayedOutreach.World world;
    Connection connection;
    private int sequencesMade;

    @BeforeEach
    void world() {
        tenant = tenants.fresh().id();
        User user = access.user(tenant, Role.OWNER);
        actor = new Actor(tenant, user.id(), user.email(), user.name(), Role.OWNER, Role.OWNER.permissions());
        world = network.world(tenant);
        connection = kit.played(tenant);
    }

    /** @param steps as YAML, each line as it stands below {@code steps:} */
    UUID sequence(String steps) {
        return sequence(steps, "false");
    }

    UUID sequence(String steps, String approve) {
        return kit.publish(
                tenant,
                "fields: [number]\n"
                        + OutreachKit.atAnyTime(
                                "Hello " + ++sequencesMade, "stop: person\napprove: " + approve, steps));
    }

    Sender sender(String account) {
        world.account(account);
        return taken(account, Map.of(Action.INVITE, 100, Action.VISIT, 100, Action.MESSAGE, 100));
    }

    Sender taken(String account, Map<Action, Integer> perDay) {
        UUID id = changes.take(actor, "played", account, "UTC", "").getFirst();
        set(id, perDay);
        changes.consent(actor, id, true);
        return read(id);
    }

    void set(UUID id, Map<Action, Integer> perDay) {
        boolean mail = read(id).channel() == Leads.Channel.EMAIL;
        set(id, perDay, mail ? null : 200, mail ? null : 500, Map.of());
    }

    void set(
            UUID id,
            Map<Action, Integer> perDay,
            @Nullable Integer invitesPerWeek,
            @Nullable Integer pending,
            Map<Action, Integer> perWeek) {
        Sender taken = read(id);
        changes.set(
                actor,
                id,
                new SenderChanges.Setting(
                        taken.name(),
                        null,
                        "north",
                        taken.tier(),
                        "UTC",
                        "",
                        new SenderSettings(
                                EnumSet.allOf(DayOfWeek.class),
                                LocalTime.of(0, 0),
                                LocalTime.of(23, 59),
                                perDay,
                                invitesPerWeek,
                                pending,
                                false,
                                30,
                                40,
                                perWeek),
                        taken.version()));
    }

    Sender read(UUID id) {
        return database.inTenant(tenant, sql -> senders.sender(sql, tenant, id).orElseThrow());
    }

    Lead admit(UUID sequence, int number) {
        return admit(sequence, number, null, "person-" + number, LeadState.PENDING_INVITE);
    }

    Lead admit(UUID sequence, int number, @Nullable String email, @Nullable String linkedin, LeadState state) {
        return kit.admit(
                tenant,
                sequence,
                OutreachKit.candidate(
                        number,
                        email,
                        linkedin,
                        Map.of("first_name", "Maria" + number, "number", String.valueOf(number)),
                        state));
    }

    Lead lead(UUID id) {
        return kit.lead(tenant, id);
    }

    Lead now(Lead lead) {
        return lead(lead.id());
    }

    List<Touches.Touch> touches(Lead lead) {
        return database.inTenant(tenant, sql -> touches.of(sql, tenant, lead.id()));
    }

    Why.Answer why(Lead lead) {
        return database.inTenant(tenant, sql -> why.of(sql, tenant, lead.id()).orElseThrow());
    }

    List<String> notes(Lead lead, String kind) {
        return database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT note FROM outreach.event WHERE tenant_id = ? AND lead_id = ? AND kind = ? ORDER BY event_id",
                                tenant.value(),
                                lead.id(),
                                kind)
                        .getValues(0, String.class));
    }

    /** Plays until then; whatever the engine wants next is the next moment. */
    void play(Duration longest) {
        Instant end = clock.instant().plus(longest);
        while (clock.instant().isBefore(end)) {
            Instant next = engine.step(tenant).orElse(end);
            Instant now = clock.instant();
            clock.set(next.isAfter(end) ? end : next.isAfter(now.plusSeconds(1)) ? next : now.plusSeconds(1));
        }
        engine.step(tenant);
    }

    void as(Actor who, String authority, Runnable work) {
        SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(who, "", authority));
        try {
            work.run();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    List<String> effects() {
        return world.effects().stream().map(PlayedEngine::text).toList();
    }

    static String text(OutreachWrite write) {
        return switch (write) {
            case OutreachWrite.Invite invite -> "invite " + invite.person();
            case OutreachWrite.Chat chat
            when chat.inmail() -> "inmail to " + chat.person() + ": " + chat.subject() + ": " + chat.text();
            case OutreachWrite.Chat chat -> "say to " + chat.person() + ": " + chat.text();
            case OutreachWrite.Reply reply -> "say in " + reply.chat() + ": " + reply.text();
            case OutreachWrite.Withdraw withdraw -> "withdraw " + withdraw.invitation();
            case OutreachWrite.Mail mail -> "mail " + mail.toAddress() + ": " + mail.subject();
        };
    }
}
