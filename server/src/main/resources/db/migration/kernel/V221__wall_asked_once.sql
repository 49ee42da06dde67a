-- The wall asks for the tenant of the transaction once for each statement, not for each row: as a query of its own it is a value that
-- the rows are held against. Tables that have a wall get this one, and later ones by kernel.wall().

-- It reads a setting of the transaction and nothing else, and processes that help with a statement are given the settings of the one they help.
ALTER FUNCTION kernel.current_tenant() PARALLEL SAFE;

CREATE OR REPLACE PROCEDURE kernel.wall(walled regclass, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY tenant_wall ON %s TO ${app} USING (tenant_id = (SELECT kernel.current_tenant())) WITH CHECK (tenant_id = (SELECT kernel.current_tenant()))', walled);
    -- the owner runs migrations and the few functions that have to look before a tenant is known; it never serves requests
    EXECUTE format('CREATE POLICY owner_passes ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', walled);
    EXECUTE format('GRANT %s ON %s TO ${app}', privileges, walled);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${app}',
        (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = walled));
END
$$;

DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'tenant_wall' ORDER BY polrelid LOOP
        EXECUTE format('ALTER POLICY tenant_wall ON %s USING (tenant_id = (SELECT kernel.current_tenant())) WITH CHECK (tenant_id = (SELECT kernel.current_tenant()))', walled);
    END LOOP;
END
$$;
