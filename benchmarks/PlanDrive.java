package io.salessync.outreach.simulation;

import io.salessync.connectors.Connections;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.commands.HeldClock;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Engine;
import io.salessync.outreach.sending.ReadySenders;
import io.salessync.outreach.sending.SenderSettings;
import io.salessync.outreach.sequences.Sequences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long one step of the engine takes in which so many leads of one tenant are due: it takes them, decides each by the facts, gives those
 * that have to wait their time and reason, and for each of the accounts reserves the quota, writes touch and intent of the one that may go
 * now. Those calls are made, to the sandbox in the same machine. A minute later all are due again and nobody may send yet: that is planning alone.
 */
final class PlanDrive {
    private static final String SEQUENCE = """
            format: 1
            name: Planning
            settings:
              window: {days: [monday, tuesday, wednesday, thursday, friday], from: 09:00, until: 17:00, zone: lead}
            steps:
              - id: mail
                type: email
                subject: 'Transport planning{% if company %} at {{ company }}{% endif %}'
                text: |
                  {Hi|Hello} {{ first_name }}, may I send you one page? {{ unsubscribe_url }}
            """;
    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");

    private PlanDrive() {}

    public static void main(String[] arguments) throws Exception {
        int many = 10_000;
        int rounds = 5;
        int accounts = 20;
        Path json = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--leads" -> many = Integer.parseInt(arguments[++i]);
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--accounts" -> accounts = Integer.parseInt(arguments[++i]);
                case "--json" -> json = Path.of(arguments[++i]);
                default -> {
                    System.err.println("There is no option '" + arguments[i] + "': --leads N, --rounds N, --accounts N, --json FILE");
                    System.exit(2);
                }
            }
        }
        int leads = many;
        Path folder = Files.createTempDirectory("salessync-planning-");
        try (SandboxWorld world = SandboxWorld.start();
                ConfigurableApplicationContext program = new SpringApplicationBuilder(Class.forName("io.salessync.CommandBeans"))
                        .web(WebApplicationType.NONE)
                        .lazyInitialization(true)
                        .logStartupInfo(false)
                        .run("--salessync.data-dir=" + folder, "--logging.level.root=WARN", "--salessync.connections=12", "--salessync.public-url=https://crm.example.org")) {
            HeldClock clock = program.getBean(HeldClock.class);
            clock.hold(MONDAY);
            world.begin(1, MONDAY);
            Database database = program.getBean(Database.class);
            TenantId tenant = program.getBean(Tenants.class).create("planning", "Planning").id();
            User user = program.getBean(Accounts.class)
                    .createUser(tenant, "planning@example.org", "Planning", Role.OWNER, UUID.randomUUID().toString());
            Actor actor = new Actor(tenant, user.id(), user.email(), user.name(), Role.OWNER, EnumSet.allOf(Permission.class));
            program.getBean(Connections.class)
                    .ensure(tenant, "unipile", "unipile", world.unipile(), Map.of("apiKey", SandboxWorld.KEY), false);
            List<String> names = IntStream.range(0, accounts).mapToObj(i -> "mail-" + i).toList();
            names.forEach(name -> world.act(
                    "accounts", Map.of("id", name, "type", "MAIL", "name", "Sender " + name, "email", name + "@ours.example")));
            program.getBean(ReadySenders.class).take(actor, "unipile", names, "Europe/Berlin", "DE", SenderSettings.STANDARD);
            Sequences sequences = program.getBean(Sequences.class);
            UUID sequence = database.inTenant(tenant, sql -> {
                UUID id = sequences.put(sql, tenant, sequences.read(SEQUENCE), "planning").id();
                sequences.publish(sql, tenant, id, "", "planning");
                return id;
            });
            Leads door = program.getBean(Leads.class);
            for (int from = 0; from < leads; from += 1_000) {
                int first = from;
                database.runInTenant(tenant, sql -> door.admit(
                        sql,
                        tenant,
                        sequence,
                        "planning",
                        IntStream.range(first, Math.min(leads, first + 1_000))
                                .mapToObj(i -> new Leads.Candidate(
                                        i,
                                        null,
                                        "person@company-" + i + ".example",
                                        null,
                                        Map.of("first_name", "Maria", "company", "Company " + i),
                                        null,
                                        "",
                                        LeadState.PENDING_INVITE))
                                .toList()));
            }
            Engine engine = program.getBean(Engine.class);
            double[] seconds = new double[rounds];
            double[] alone = new double[rounds];
            int[] calls = new int[rounds];
            int before = 0;
            for (int round = 0; round < rounds; round++) {
                // an hour on: each account may send again
                Instant now = MONDAY.plusSeconds(3_600L * round);
                clock.hold(now);
                world.to(now);
                database.runInTenant(tenant, sql -> sql.execute(
                        "UPDATE outreach.lead SET next_at = ?::timestamptz, held_until = NULL WHERE tenant_id = ? AND ended_at IS NULL",
                        now.toString(),
                        tenant.value()));
                long began = System.nanoTime();
                engine.step(tenant);
                seconds[round] = (System.nanoTime() - began) / 1e9;
                int sent = database.inTenant(tenant, sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM outreach.touch WHERE tenant_id = ? AND state = 'DONE'", tenant.value())
                        .get(0, Integer.class));
                int due = database.inTenant(tenant, sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM outreach.lead WHERE tenant_id = ? AND ended_at IS NULL AND next_at <= ?::timestamptz",
                                tenant.value(),
                                now.toString())
                        .get(0, Integer.class));
                String reasons = database.inTenant(tenant, sql -> sql.fetch(
                                "SELECT coalesce(blocker, lower(state)), count(*)::int FROM outreach.lead WHERE tenant_id = ? GROUP BY 1 ORDER BY 2 DESC LIMIT 3",
                                tenant.value())
                        .stream()
                        .map(row -> row.get(1, Integer.class) + " " + row.get(0, String.class))
                        .collect(Collectors.joining(", ")));
                calls[round] = sent - before;
                before = sent;
                // a minute on: nobody may send yet, all are looked at and none is called for
                Instant later = now.plusSeconds(60);
                clock.hold(later);
                world.to(later);
                database.runInTenant(tenant, sql -> sql.execute(
                        "UPDATE outreach.lead SET next_at = ?::timestamptz, held_until = NULL WHERE tenant_id = ? AND ended_at IS NULL",
                        later.toString(),
                        tenant.value()));
                began = System.nanoTime();
                engine.step(tenant);
                alone[round] = (System.nanoTime() - began) / 1e9;
                System.out.printf(
                        Locale.ROOT, "round %d: %,d due leads in %.2f s, %d of them sent, %d due still; %s; a minute later, none to send, %.2f s%n",
                        round + 1, leads, seconds[round], calls[round], due, reasons, alone[round]);
            }
            double median = median(seconds);
            double planned = median(alone);
            System.out.printf(
                    Locale.ROOT, "%,d due leads planned in %.2f s (target: under 2); with the sends of %d accounts in %.2f s; medians of %d%n", leads, planned, accounts, median, rounds);
            if (json != null) {
                List<String> each = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    each.add(String.format(Locale.ROOT, "{\"planned\": %.3f, \"withSends\": %.3f, \"sent\": %d}", alone[i], seconds[i], calls[i]));
                }
                Files.writeString(
                        json,
                        String.format(Locale.ROOT, "{\"leads\": %d, \"accounts\": %d, \"planned\": %.3f, \"withSends\": %.3f, \"rounds\": [%s]}%n", leads, accounts, planned, median, String.join(", ", each)));
            }
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    private static double median(double[] of) {
        double[] sorted = of.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
