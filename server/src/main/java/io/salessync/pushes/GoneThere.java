package io.salessync.pushes;

import io.salessync.customers.Customers;
import io.salessync.customers.Person;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pushes.jooq.tables.records.PushRecord;
import io.salessync.pushes.jooq.tables.records.PushRowRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which records of a push are gone at the CRM as we were told. They are not written to until one comes back by a pull, and what was
 * deleted there is not made anew.
 */
@Component("pushGoneThere")
class GoneThere {
    private final Database database;
    private final Customers customers;

    GoneThere(Database database, Customers customers) {
        this.database = database;
        this.customers = customers;
    }

    /** Why rows must not be written, by their numbers; those that may be are not in it. */
    Map<Integer, String> whys(TenantId tenant, PushRecord push, Collection<PushRowRecord> rows, AtVendor.There there) {
        return database.inTenant(tenant, sql -> {
            String system = "salesforce:" + push.getConnection();
            String object = AtVendor.personal(push);
            boolean byId = AtVendor.isById(push);
            Map<String, Person.Gone> gone = customers.goneOf(
                    sql,
                    tenant,
                    system,
                    object,
                    rows.stream()
                            .map(row -> byId ? VendorKeys.full(row.getVendorKey()) : id(there, row))
                            .filter(Objects::nonNull)
                            .distinct()
                            .toList());
            Map<UUID, Person.ExternalId> made =
                    byId ? Map.of() : withoutRecord(sql, tenant, system, object, rows, there);
            Map<Integer, String> whys = new HashMap<>();
            for (PushRowRecord row : rows) {
                String id = byId ? VendorKeys.full(row.getVendorKey()) : id(there, row);
                Person.Gone told = id == null ? null : gone.get(id);
                Person.ExternalId last = id == null && row.getPersonId() != null ? made.get(row.getPersonId()) : null;
                if (told != null) {
                    whys.put(row.getNumber(), why(object, String.valueOf(id), told));
                } else if (last != null && last.gone() != null) {
                    whys.put(row.getNumber(), why(object, last.id(), last.gone()) + " It would be made anew.");
                }
            }
            return whys;
        });
    }

    private static @Nullable String id(AtVendor.There there, PushRowRecord row) {
        AtVendor.Now now = there.of(row);
        return now == null ? null : now.id();
    }

    /** Of people whose records the key does not find: one that is gone, where none of theirs is there. */
    private Map<UUID, Person.ExternalId> withoutRecord(
            DSLContext sql,
            TenantId tenant,
            String system,
            String object,
            Collection<PushRowRecord> rows,
            AtVendor.There there) {
        List<UUID> people = rows.stream()
                .filter(row -> there.of(row) == null)
                .map(PushRowRecord::getPersonId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<UUID, Person.ExternalId> without = new HashMap<>();
        customers.people(sql, tenant, people).forEach(person -> {
            List<Person.ExternalId> ids = new ArrayList<>(person.externalIds());
            ids.removeIf(id -> !id.system().equals(system) || !id.object().equals(object));
            if (!ids.isEmpty() && ids.stream().allMatch(id -> id.gone() != null)) {
                without.put(person.id(), ids.getLast());
            }
        });
        return without;
    }

    private static String why(String object, String id, Person.Gone gone) {
        return gone.into() == null
                ? "Gone at the CRM: %s %s was deleted there, as a pull told at %s.".formatted(object, id, gone.at())
                : "Gone at the CRM: %s %s was merged into %s there, as a pull told at %s."
                        .formatted(object, id, gone.into(), gone.at());
    }
}
