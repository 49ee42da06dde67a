-- Lists by flow, node and outcome in any combination, and histograms over weeks, at millions of lines a day.

-- The counts say which flows, nodes and outcomes there were; with this index the newest lines of each are found at once. It also leads to
-- all lines of a flow.
CREATE INDEX record_log_by_kind ON logs.record_log (tenant_id, flow_id, node, outcome, at, log_id);
DROP INDEX logs.record_log_by_flow;

-- Counts are moved here once their time is past: from line_count by second to minutes, and added to hours that no longer know
-- the run. What line_count still holds is in neither, so all three together count each line once, hours and minutes being the same lines.
CREATE TABLE logs.minute_count (
    tenant_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    count_id  bigint      GENERATED ALWAYS AS IDENTITY,
    run_id    uuid        NOT NULL,
    flow_id   uuid,
    node      text        NOT NULL,
    outcome   text        NOT NULL,
    lines     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, at, count_id)
);
CREATE INDEX minute_count_by_run ON logs.minute_count (tenant_id, run_id, at);
CREATE INDEX minute_count_by_flow ON logs.minute_count (tenant_id, flow_id, at);
CALL kernel.wall('logs.minute_count', 'SELECT');

CREATE TABLE logs.hour_count (
    tenant_id uuid        NOT NULL,
    at        timestamptz NOT NULL,
    count_id  bigint      GENERATED ALWAYS AS IDENTITY,
    flow_id   uuid,
    node      text        NOT NULL,
    outcome   text        NOT NULL,
    lines     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, at, count_id)
);
CREATE INDEX hour_count_by_flow ON logs.hour_count (tenant_id, flow_id, at);
CREATE INDEX hour_count_by_node ON logs.hour_count (tenant_id, node, at);
CALL kernel.wall('logs.hour_count', 'SELECT');

-- One node at a time; the others find nothing to do. Says how many counts it moved; call it again while there are some.
CREATE FUNCTION logs.roll_counts(before timestamptz, most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    moved bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('logs.line_count')) THEN
        RETURN 0;
    END IF;
    WITH old AS (
        SELECT c.ctid AS place FROM logs.line_count c WHERE c.at < before LIMIT most
    ), taken AS (
        DELETE FROM logs.line_count c USING old WHERE c.ctid = old.place
        RETURNING c.tenant_id, c.at, c.run_id, c.flow_id, c.node, c.outcome, c.lines
    ), minutes AS (
        INSERT INTO logs.minute_count (tenant_id, at, run_id, flow_id, node, outcome, lines)
        SELECT t.tenant_id, date_trunc('minute', t.at, 'UTC'), t.run_id, t.flow_id, t.node, t.outcome, sum(t.lines)
        FROM taken t GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2
    ), hours AS (
        INSERT INTO logs.hour_count (tenant_id, at, flow_id, node, outcome, lines)
        SELECT t.tenant_id, date_trunc('hour', t.at, 'UTC'), t.flow_id, t.node, t.outcome, sum(t.lines)
        FROM taken t GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2
    )
    SELECT count(*) INTO moved FROM taken;
    RETURN moved;
END
$$;
REVOKE ALL ON FUNCTION logs.roll_counts(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logs.roll_counts(timestamptz, integer) TO ${app};

CREATE OR REPLACE FUNCTION logs.prepare_record_log(day date) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT kernel.prepare_day('logs.record_log', day) $$;

CREATE OR REPLACE FUNCTION logs.expire_record_log(first_kept date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    dropped integer := kernel.expire_days('logs.record_log', first_kept);
    first   timestamptz := first_kept::timestamp AT TIME ZONE 'UTC';
    owner   uuid;
BEGIN
    FOR owner IN SELECT t.tenant_id FROM kernel.tenant t LOOP
        DELETE FROM logs.line_count c WHERE c.tenant_id = owner AND c.at < first;
        DELETE FROM logs.minute_count c WHERE c.tenant_id = owner AND c.at < first;
        DELETE FROM logs.hour_count c WHERE c.tenant_id = owner AND c.at < first;
    END LOOP;
    RETURN dropped;
END
$$;
