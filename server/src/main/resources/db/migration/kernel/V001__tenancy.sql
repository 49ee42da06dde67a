-- Tenants and the wall between them. Every table that holds a tenant's data calls kernel.wall() in its migration:
-- the application's role then sees one tenant at a time, the one named by the setting salessync.tenant_id of its transaction.

CREATE FUNCTION kernel.current_tenant() RETURNS uuid
    LANGUAGE sql STABLE
    RETURN nullif(current_setting('salessync.tenant_id', true), '')::uuid;

GRANT EXECUTE ON FUNCTION kernel.current_tenant() TO ${app};

-- privileges: what the application's role may do with the rows of its own tenant
CREATE PROCEDURE kernel.wall(walled regclass, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY tenant_wall ON %s TO ${app} USING (tenant_id = kernel.current_tenant()) WITH CHECK (tenant_id = kernel.current_tenant())', walled);
    -- the owner runs migrations and the few functions that have to look before a tenant is known; it never serves requests
    EXECUTE format('CREATE POLICY owner_passes ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', walled);
    EXECUTE format('GRANT %s ON %s TO ${app}', privileges, walled);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${app}',
        (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = walled));
END
$$;

CREATE TABLE kernel.tenant (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    slug       text        NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text        NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL
);
CALL kernel.wall('kernel.tenant', 'SELECT, UPDATE (name)');

-- The three questions that are asked before a tenant is known.
CREATE FUNCTION kernel.tenants() RETURNS TABLE (tenant_id uuid, slug text, name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT t.tenant_id, t.slug, t.name FROM kernel.tenant t ORDER BY t.slug;
    END;

CREATE FUNCTION kernel.create_tenant(new_id uuid, new_slug text, new_name text, at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        INSERT INTO kernel.tenant (tenant_id, slug, name, created_at) VALUES (new_id, new_slug, new_name, at);
    END;

REVOKE ALL ON FUNCTION kernel.tenants(), kernel.create_tenant(uuid, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.tenants(), kernel.create_tenant(uuid, text, text, timestamptz) TO ${app};
