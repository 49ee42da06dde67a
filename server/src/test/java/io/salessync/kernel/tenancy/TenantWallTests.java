package io.salessync.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class TenantWallTests {
    /** Needed before a tenant is known, reached through functions alone; they hold nothing of a tenant. */
    private static final String BEFORE_TENANTS = "'kernel.sign_in_failure'::regclass, 'kernel.setup_token'::regclass";

    /** Schemas of libraries, whose tables hold no tenant's data of their own. */
    private static final String OURS = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'scheduler')
              AND c.relname <> 'migration_history'
            """;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenantKit;

    @Test
    void everyTableBeginsItsKeyWithTheTenantAndForcesTheWall() {
        List<String> open = rows(OURS + """
                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                     AND (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                          WHERE i.indrelid = c.oid AND i.indisprimary) = 'tenant_id')
                   AND c.oid NOT IN (""" + BEFORE_TENANTS + ")");
        assertThat(open).as("tables outside the tenant wall").isEmpty();
    }

    @Test
    void tablesThatNoTenantOwnsAreClosedToTheApplication() {
        assertThat(rows(
                        "SELECT c.oid::regclass || ' ' || p FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p"
                                + " WHERE c.oid IN (" + BEFORE_TENANTS + ") AND has_table_privilege(c.oid, p)"))
                .isEmpty();
    }

    @Test
    void everyUniqueAndForeignKeyCarriesTheTenant() {
        List<String> open = rows("""
                SELECT c.conrelid::regclass || ' ' || c.conname FROM pg_constraint c
                JOIN pg_namespace n ON n.oid = c.connamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'scheduler') AND c.contype IN ('u', 'f')
                  AND c.conrelid <> 'kernel.tenant'::regclass
                  AND NOT EXISTS (SELECT 1 FROM pg_attribute a
                    WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname = 'tenant_id')
                """);
        assertThat(open).as("keys that do not carry the tenant").isEmpty();
    }

    /** What the catalogue says of the wall itself: nothing but the tenant of the transaction lets a row through, for any verb. */
    @Test
    void theWallOfEveryTableIsTheSame() {
        List<String> other = rows("""
                SELECT schemaname || '.' || tablename || ' ' || policyname || ' ' || cmd || ' ' || coalesce(qual, '-') || ' '
                    || coalesce(with_check, '-')
                FROM pg_policies WHERE 'salessync_app' = ANY (roles)
                  AND NOT (permissive = 'PERMISSIVE' AND cmd = 'ALL'
                    AND qual = '(tenant_id = ( SELECT kernel.current_tenant() AS current_tenant))'
                    AND with_check = '(tenant_id = ( SELECT kernel.current_tenant() AS current_tenant))')
                """);
        assertThat(other).isEmpty();
        assertThat(rows("SELECT tablename FROM pg_policies WHERE 'public' = ANY (roles)"))
                .isEmpty();
    }

    @Test
    void aRowOfAnotherTenantIsNeitherWrittenNorChangedNorTaken() {
        Tenant one = tenantKit.fresh();
        Tenant other = tenantKit.fresh();
        String connection =
                "INSERT INTO connectors.connection (tenant_id, connection_id, vendor, name, endpoint, secret_id, account,"
                        + " created_at, updated_at) VALUES (?, gen_random_uuid(), 'monday', 'Board', 'https://x.example', gen_random_uuid(), 'a',"
                        + " now(), now())";
        database.runInTenant(one.id(), sql -> sql.execute(connection, one.id().value()));

        assertThatThrownBy(() -> database.runInTenant(
                        other.id(), sql -> sql.execute(connection, one.id().value())))
                .hasStackTraceContaining("row-level security");
        assertThat(database.<Integer>inTenant(
                        other.id(), sql -> sql.execute("UPDATE connectors.connection SET name = 'mine'")))
                .isZero();
        assertThat(database.<Integer>inTenant(other.id(), sql -> sql.execute("DELETE FROM connectors.connection")))
                .isZero();
        assertThatThrownBy(() -> database.runInTenant(
                        one.id(),
                        sql -> sql.execute(
                                "UPDATE connectors.connection SET tenant_id = ?",
                                other.id().value())))
                .hasStackTraceContaining("row-level security");
    }

    @Test
    void theApplicationsRoleIsUnprivileged() {
        assertThat(rows("SELECT current_user || ' ' || rolsuper || ' ' || rolbypassrls || ' ' || rolcreaterole"
                        + " FROM pg_roles WHERE rolname = current_user"))
                .containsExactly("salessync_app false false false");
        assertThat(rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole"))
                .isEmpty();
    }

    @Test
    void noTableShowsARowOfAnotherTenant() {
        Tenant one = tenantKit.fresh();
        Tenant other = tenantKit.fresh();
        for (String table : rows(OURS + " AND has_table_privilege(c.oid, 'SELECT')")) {
            Integer seen = database.inTenant(
                    one.id(),
                    sql -> sql.fetchOne(
                                    "SELECT count(*)::int FROM " + table + " WHERE tenant_id <> ?",
                                    one.id().value())
                            .get(0, Integer.class));
            assertThat(seen).as(table).isZero();
        }
        Integer own = database.inTenant(
                other.id(),
                sql -> sql.fetchOne("SELECT count(*)::int FROM kernel.tenant").get(0, Integer.class));
        assertThat(own).isEqualTo(1);
    }

    private List<String> rows(String query) {
        return database.outsideTenants((DSLContext sql) -> sql.fetch(query).getValues(0, String.class));
    }
}
