package io.salessync.demo;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.salessync.connectors.Connections;
import io.salessync.customers.Customers;
import io.salessync.flows.Flows;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.mapping.Mappings;
import io.salessync.matching.Matches;
import io.salessync.ordersync.OrderLists;
import io.salessync.ordersync.OrderSync;
import io.salessync.outreach.simulation.OutreachDemonstration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes the demonstration's tenant and owner at the first start and finds them again at later ones. */
@Component
public final class Demonstration {
    /** The short name of the demonstration's tenant. */
    public static final String TENANT = "demo";

    private static final String EMAIL = "owner@demo.example";
    // without letters and digits that look alike: people type it from the console
    /** Seconds in which the contacts should be there. */
    private static final int PATIENCE = 180;

    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final OrderSync.Asker DEMONSTRATION = new OrderSync.Asker("demonstration", null);

    private final Tenants tenants;
    private final Accounts accounts;
    private final OrderLists lists;
    private final OrderSync orderSync;
    private final Flows flows;
    private final Connections connections;
    private final Mappings mappings;
    private final Customers customers;
    private final Matches matches;
    private final Runs runs;
    private final Database database;
    private final OutreachDemonstration outreach;
    private final SecureRandom random = new SecureRandom();

    Demonstration(
            Tenants tenants,
            Accounts accounts,
            OrderLists lists,
            OrderSync orderSync,
            Flows flows,
            Connections connections,
            Mappings mappings,
            Customers customers,
            Matches matches,
            Runs runs,
            Database database,
            OutreachDemonstration outreach) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.lists = lists;
        this.orderSync = orderSync;
        this.flows = flows;
        this.connections = connections;
        this.mappings = mappings;
        this.customers = customers;
        this.matches = matches;
        this.runs = runs;
        this.database = database;
        this.outreach = outreach;
    }

    /** Who can sign in. */
    public record Owner(Tenant tenant, String email, String password) {}

    /**
     * The owner, made where there is none yet. The password is random, kept in the data folder for its owner alone.
     *
     * @param apiKey the text of the owner's API key; null: no key
     */
    public Owner owner(Path dataDir, @Nullable String apiKey) {
        Tenant tenant = tenants.named(TENANT).orElseGet(() -> tenants.create(TENANT, "Demo Apparel"));
        String password = password(dataDir.resolve("demo-password"));
        User owner = accounts.named(tenant.id(), EMAIL)
                .orElseGet(() -> accounts.createUser(tenant.id(), EMAIL, "Demo Owner", Role.OWNER, password));
        if (apiKey != null) {
            accounts.fixApiKey(tenant.id(), owner.id(), "demo", apiKey, EnumSet.allOf(Permission.class));
        }
        return new Owner(tenant, EMAIL, password);
    }

    /** Has the shipped order list on its way to the sandbox's board; at a later start, whatever of it is not there yet. */
    public void sync(Owner owner, Path examples) {
        TenantId tenant = owner.tenant().id();
        UUID sync = lists.named(tenant, "greyson", "dev")
                .orElseGet(() -> lists.load(
                        tenant,
                        examples.resolve("greyson/order-sync.toml"),
                        "dev",
                        examples.resolve("greyson/orders.csv")));
        orderSync.run(tenant, sync, DEMONSTRATION);
    }

    /** Has the shipped flow on, and one run of it at the first start, so that there are runs, logs, records and an alert to look at. */
    public void flow(Owner owner, Path examples) {
        TenantId tenant = owner.tenant().id();
        Path folder = flowFiles(examples);
        Flows.Asker by = new Flows.Asker("demonstration", null);
        try {
            String yaml = Files.readString(folder.resolve("new-leads.yaml"))
                    .replace("path: /srv/salessync", "path: " + folder);
            flows.ship(tenant, yaml, by)
                    .ifPresent(id -> flows.run(tenant, id, JsonNodeFactory.instance.objectNode(), by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the stand-in for Salesforce connected, and the flow that tags old leads on; one run of it at the first start, which then waits
     * for somebody to approve what it would write back.
     */
    public void crm(Owner owner, Path examples, URI salesforce) {
        TenantId tenant = owner.tenant().id();
        Path folder = flowFiles(examples);
        Flows.Asker by = new Flows.Asker("demonstration", null);
        connections.ensure(
                tenant,
                "salesforce",
                "salesforce",
                salesforce,
                Map.of(
                        "flow", "client-credentials",
                        "clientId", "sandbox-consumer-key",
                        "clientSecret", "sandbox-consumer-secret"),
                false);
        try {
            mappings.ship(tenant, by.name(), Files.readString(folder.resolve("old-leads.mapping.json")));
            Path visitors = folder.resolve("visitors.csv");
            flows.ship(tenant, Files.readString(folder.resolve("old-leads.yaml")), by)
                    .ifPresent(id -> {
                        RunId run = flows.run(tenant, id, JsonNodeFactory.instance.objectNode(), by);
                        Thread.startVirtualThread(() -> visitors(tenant, run, visitors));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Visitors of a fair, some of whom look like each other: once the contacts are there too, they are held against each other, and
     * people have something to decide.
     */
    private void visitors(TenantId tenant, RunId contacts, Path file) {
        for (int wait = 0; wait < PATIENCE; wait++) {
            RunState state = runs.find(tenant, contacts).map(Run::state).orElse(RunState.FAILED);
            if (state != RunState.QUEUED && state != RunState.RUNNING) {
                break;
            }
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
        List<Customers.Incoming> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : reader) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                line.getFieldsAsMap().forEach((name, value) -> {
                    if (!name.equals("id") && !value.isEmpty()) {
                        values.put(name, value);
                    }
                });
                rows.add(new Customers.Incoming("fair", "Visitor", line.getField("id"), values, null));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database.runInTenant(tenant, sql -> {
            customers.upsertPeople(sql, tenant, new Customers.Origin("demonstration", null), rows);
            matches.lookForDuplicates(sql, tenant, "system", null);
        });
    }

    /**
     * Has outreach at work: visitors of the fair are invited by two accounts of the stand-in for LinkedIn, accept and answer within
     * minutes; customers are followed, some of whom changed jobs.
     *
     * @param sandbox its address
     * @param ours of this server
     */
    public void outreach(Owner owner, Path examples, URI sandbox, String ours) {
        try {
            outreach.begin(
                    owner.tenant().id(),
                    owner.email(),
                    sandbox,
                    ours,
                    Files.readString(examples.resolve("outreach/quick.yaml")),
                    invited(examples.resolve("outreach/quick.csv")));
            outreach.champions(
                    owner.tenant().id(), owner.email(), sandbox, invited(examples.resolve("outreach/champions.csv")));
            flows.ship(
                    owner.tenant().id(),
                    Files.readString(flowFiles(examples).resolve("champions.yaml")),
                    new Flows.Asker("demonstration", null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Visitors by their fields, without those that are empty. */
    private static List<Map<String, String>> invited(Path file) throws IOException {
        List<Map<String, String>> people = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : reader) {
                Map<String, String> fields = new LinkedHashMap<>(line.getFieldsAsMap());
                fields.values().removeIf(String::isBlank);
                people.add(fields);
            }
        }
        return people;
    }

    /** The folder that flows of the demonstration may read. */
    public static Path flowFiles(Path examples) {
        return examples.toAbsolutePath().normalize().resolve("flows");
    }

    private String password(Path file) {
        try {
            if (!Files.exists(file)) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 16; i++) {
                    text.append(i > 0 && i % 4 == 0 ? "-" : "")
                            .append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                }
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, text);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
