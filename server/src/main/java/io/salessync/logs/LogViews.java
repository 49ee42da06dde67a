package io.salessync.logs;

import static io.salessync.logs.jooq.Tables.VIEW;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jooq.JSON;
import org.springframework.stereotype.Component;

/** A user's own filters under names. */
@Component
final class LogViews {
    private static final int MOST = 100;
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_FILTERS = 4_000;

    private final Database database;
    private final InstantSource clock;

    LogViews(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param filters a JSON document that the page understands */
    record View(UUID id, String name, String filters) {}

    List<View> all(TenantId tenant, UUID user) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(VIEW)
                        .where(VIEW.TENANT_ID.eq(tenant.value()).and(VIEW.USER_ID.eq(user)))
                        .orderBy(VIEW.NAME)
                        .fetch(row -> new View(
                                row.getViewId(), row.getName(), row.getFilters().data())));
    }

    /** Saves it; one of the same name is replaced. */
    View save(TenantId tenant, UUID user, String name, String filters) {
        String shown = name.strip();
        if (shown.isEmpty() || shown.length() > LONGEST_NAME) {
            throw Problem.of(LogsProblem.BAD_VIEW, "A view's name has 1 to %d characters.".formatted(LONGEST_NAME))
                    .with("name", shown);
        }
        if (filters.length() > LONGEST_FILTERS) {
            throw Problem.of(
                    LogsProblem.BAD_VIEW,
                    "The filters of a view are longer than %d characters.".formatted(LONGEST_FILTERS));
        }
        return database.inTenant(tenant, sql -> {
            int others = sql.fetchCount(
                    VIEW,
                    VIEW.TENANT_ID.eq(tenant.value()).and(VIEW.USER_ID.eq(user)).and(VIEW.NAME.ne(shown)));
            if (others >= MOST) {
                throw Problem.of(LogsProblem.BAD_VIEW, "There are %d views already; delete one first.".formatted(MOST));
            }
            UUID id = sql.insertInto(VIEW)
                    .set(VIEW.TENANT_ID, tenant.value())
                    .set(VIEW.USER_ID, user)
                    .set(VIEW.VIEW_ID, UUID.randomUUID())
                    .set(VIEW.NAME, shown)
                    .set(VIEW.FILTERS, JSON.json(filters))
                    .set(VIEW.CREATED_AT, clock.instant().truncatedTo(ChronoUnit.MICROS))
                    .onConflict(VIEW.TENANT_ID, VIEW.USER_ID, VIEW.NAME)
                    .doUpdate()
                    .set(VIEW.FILTERS, JSON.json(filters))
                    .returning(VIEW.VIEW_ID)
                    .fetchSingle()
                    .getViewId();
            return new View(id, shown, filters);
        });
    }

    void delete(TenantId tenant, UUID user, UUID id) {
        int deleted = database.inTenant(
                tenant,
                sql -> sql.deleteFrom(VIEW)
                        .where(VIEW.TENANT_ID
                                .eq(tenant.value())
                                .and(VIEW.USER_ID.eq(user))
                                .and(VIEW.VIEW_ID.eq(id)))
                        .execute());
        if (deleted == 0) {
            throw Problem.of(LogsProblem.UNKNOWN_VIEW, "You have no view " + id + ".")
                    .with("view", id);
        }
    }
}
