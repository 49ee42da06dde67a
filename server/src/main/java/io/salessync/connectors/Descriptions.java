package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.DESCRIPTION;

import io.salessync.kernel.tenancy.Database;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What vendors told of their objects, kept so that asking whether anything changed is enough. For the vendors' connectors. */
@Component
public final class Descriptions {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;

    Descriptions(Database database) {
        this.database = database;
    }

    /**
     * A description as last told.
     *
     * @param version of the vendor's interface it was told by
     * @param modified the vendor's own time of change, in its notation; null where it told none
     * @param toldAt when it was last found to be so
     */
    public record Kept(
            CrmDescription description,
            String version,
            @Nullable String modified,
            Instant toldAt) {}

    public Optional<Kept> find(Connection connection, String object) {
        return database.inTenant(
                connection.tenant(),
                sql -> sql.selectFrom(DESCRIPTION)
                        .where(DESCRIPTION.TENANT_ID.eq(connection.tenant().value()))
                        .and(DESCRIPTION.CONNECTION_ID.eq(connection.id().value()))
                        .and(DESCRIPTION.OBJECT.equalIgnoreCase(object))
                        .fetchOptional(row -> new Kept(
                                JSON.readValue(row.getContent(), CrmDescription.class),
                                row.getVersion(),
                                row.getModified(),
                                row.getToldAt())));
    }

    /** Keeps one, in place of the one before. */
    public void keep(Connection connection, Kept kept) {
        database.runInTenant(
                connection.tenant(),
                sql -> sql.insertInto(DESCRIPTION)
                        .set(DESCRIPTION.TENANT_ID, connection.tenant().value())
                        .set(DESCRIPTION.CONNECTION_ID, connection.id().value())
                        .set(DESCRIPTION.OBJECT, kept.description().name())
                        .set(DESCRIPTION.VERSION, kept.version())
                        .set(DESCRIPTION.CONTENT, JSON.writeValueAsString(kept.description()))
                        .set(DESCRIPTION.MODIFIED, kept.modified())
                        .set(DESCRIPTION.TOLD_AT, kept.toldAt())
                        .onConflict(DESCRIPTION.TENANT_ID, DESCRIPTION.CONNECTION_ID, DESCRIPTION.OBJECT)
                        .doUpdate()
                        .set(DESCRIPTION.VERSION, kept.version())
                        .set(DESCRIPTION.CONTENT, JSON.writeValueAsString(kept.description()))
                        .set(DESCRIPTION.MODIFIED, kept.modified())
                        .set(DESCRIPTION.TOLD_AT, kept.toldAt())
                        .execute());
    }
}
