-- Runs that ended long ago go, with their steps; their log lines went before.
CREATE INDEX run_by_end ON kernel.run (finished_at) WHERE finished_at IS NOT NULL;

CREATE FUNCTION kernel.expire_runs(before timestamptz, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    removed integer;
BEGIN
    CREATE TEMPORARY TABLE old_runs ON COMMIT DROP AS
        SELECT r.tenant_id, r.run_id FROM kernel.run r WHERE r.finished_at < before ORDER BY r.finished_at LIMIT most;
    DELETE FROM kernel.run_step s USING pg_temp.old_runs o WHERE s.tenant_id = o.tenant_id AND s.run_id = o.run_id;
    DELETE FROM kernel.run r USING pg_temp.old_runs o WHERE r.tenant_id = o.tenant_id AND r.run_id = o.run_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;
REVOKE ALL ON FUNCTION kernel.expire_runs(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.expire_runs(timestamptz, integer) TO ${app};
