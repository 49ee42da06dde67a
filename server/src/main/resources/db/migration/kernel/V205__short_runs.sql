-- Short runs: those of a kind that a node does many at a time, in one transaction. They stand apart from the runs that need a place.
ALTER TABLE kernel.run DROP CONSTRAINT run_slot_check;
ALTER TABLE kernel.run ADD CONSTRAINT run_slot_check CHECK (slot IN ('WAITS', 'GIVEN', 'SHORT'));
CREATE INDEX run_short ON kernel.run (tenant_id, lane, position) WHERE slot = 'SHORT';

-- Tenants that have some, without naming a run.
CREATE FUNCTION kernel.tenants_with_short_runs() RETURNS TABLE (tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        WITH RECURSIVE waiting AS (
            (SELECT r.tenant_id FROM kernel.run r WHERE r.slot = 'SHORT' ORDER BY r.tenant_id LIMIT 1)
            UNION ALL
            SELECT n.tenant_id FROM waiting w CROSS JOIN LATERAL (
                SELECT r.tenant_id FROM kernel.run r WHERE r.slot = 'SHORT' AND r.tenant_id > w.tenant_id ORDER BY r.tenant_id LIMIT 1) n
        )
        SELECT w.tenant_id FROM waiting w;
    END;
REVOKE ALL ON FUNCTION kernel.tenants_with_short_runs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.tenants_with_short_runs() TO ${app};

-- A short run that waits needs no look of its own.
CREATE OR REPLACE FUNCTION kernel.stranded_runs(before timestamptz) RETURNS TABLE (tenant_id uuid, run_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT r.tenant_id, r.run_id FROM kernel.run r
        WHERE (r.state = 'RUNNING' AND r.lease_until < before)
           OR (r.state = 'PAUSED' AND r.waits_until < before)
           OR (r.state = 'QUEUED' AND (r.slot IS NULL OR r.slot = 'GIVEN') AND r.updated_at < before AND coalesce(r.waits_until < before, true)
               AND (r.holds_key OR r.exclusive_key IS NULL
                    OR NOT EXISTS (SELECT FROM kernel.run o WHERE o.tenant_id = r.tenant_id AND o.exclusive_key = r.exclusive_key
                                   AND (o.holds_key OR (o.state = 'QUEUED' AND o.position < r.position)))));
    END;
