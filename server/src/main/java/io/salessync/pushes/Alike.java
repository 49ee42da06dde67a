package io.salessync.pushes;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmWritten;
import io.salessync.customers.Customers;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.matching.Matches;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What becomes of records that the CRM does not write since they look like others there: people review who is the same. */
@Component("pushAlike")
class Alike {
    private final Customers customers;
    private final Matches matches;

    Alike(Customers customers, Matches matches) {
        this.customers = customers;
        this.matches = matches;
    }

    /** Asks in the queue of reviews whether they are one, where both are customers of ours; returns what the record is to say. */
    String told(
            DSLContext sql,
            TenantId tenant,
            Connection connection,
            PushRecord push,
            PushRowRecord row,
            CrmWritten.Duplicates duplicates,
            RunId run) {
        Map<String, UUID> known = customers.known(
                sql, tenant, "salesforce:" + connection.name(), AtVendor.personal(push), duplicates.ids());
        Set<UUID> others = new LinkedHashSet<>(known.values());
        String said = "The CRM takes it to be the same as %s: %s"
                .formatted(
                        duplicates.ids().isEmpty() ? "another record" : String.join(", ", duplicates.ids()),
                        duplicates.message());
        if (others.isEmpty()) {
            return said;
        }
        String names = customers.people(sql, tenant, others).stream()
                .map(person -> "%s (/customers/people/%s)".formatted(person.fullName(), person.id()))
                .collect(Collectors.joining(", "));
        said += " We know that as %s.".formatted(names);
        UUID own = own(sql, tenant, connection, push, row);
        List<UUID> asked = new ArrayList<>(others);
        asked.remove(own);
        if (own == null || asked.isEmpty()) {
            return said;
        }
        boolean waits = false;
        for (UUID other : asked) {
            waits |= matches.ask(sql, tenant, own, other, "%s took them to be one".formatted(connection.name()), run);
        }
        return waits ? said + " Whether they are one waits to be reviewed under Matching." : said;
    }

    /** Which customer the record is; null: not known. */
    private @Nullable UUID own(
            DSLContext sql, TenantId tenant, Connection connection, PushRecord push, PushRowRecord row) {
        String id = AtVendor.subject(push, row);
        if (row.getPersonId() == null) {
            return id == null
                    ? null
                    : customers
                            .known(sql, tenant, "salesforce:" + connection.name(), AtVendor.personal(push), List.of(id))
                            .get(id);
        }
        // who was merged since is whoever they became
        return customers.people(sql, tenant, List.of(row.getPersonId())).stream()
                .map(person -> person.mergedInto() == null ? person.id() : person.mergedInto())
                .findFirst()
                .orElse(null);
    }
}
