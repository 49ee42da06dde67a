-- Runs: durable work that people watch. The state is here; scheduler.scheduled_tasks only says when a node has to look at a run.

CREATE TABLE kernel.run (
    tenant_id       uuid        NOT NULL,
    run_id          uuid        NOT NULL,
    position        bigint      GENERATED ALWAYS AS IDENTITY,
    kind            text        NOT NULL,
    title           text        NOT NULL,
    subject         uuid,
    input           json        NOT NULL,
    exclusive_key   text,
    -- from its first start to its end, pauses included: see Runs.queue
    holds_key       boolean     NOT NULL DEFAULT false,
    started_by      uuid,
    retry_of        uuid,
    state           text        NOT NULL
                    CHECK (state IN ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')),
    -- what a person wants of a running run; takes effect at its next checkpoint
    asked           text        CHECK (asked IN ('PAUSE', 'CANCEL')),
    done            bigint      NOT NULL DEFAULT 0,
    failed          bigint      NOT NULL DEFAULT 0,
    total           bigint,
    rate_per_minute double precision,
    message         text,
    waits_for       text,
    -- of a PAUSED run: when it goes on by itself; null: when a person says so
    waits_until     timestamptz,
    -- counts the nodes that took the run; whoever has an older number writes nothing
    fence           bigint      NOT NULL DEFAULT 0,
    -- counts the scheduled looks at the run; older ones are void
    wake            bigint      NOT NULL DEFAULT 0,
    node            text,
    lease_until     timestamptz,
    -- times in a row that it was put off because the database was away
    setbacks        integer     NOT NULL DEFAULT 0,
    queued_at       timestamptz NOT NULL,
    started_at      timestamptz,
    finished_at     timestamptz,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id),
    CHECK (NOT holds_key OR state IN ('QUEUED', 'RUNNING', 'PAUSED')),
    CHECK ((node IS NOT NULL) = (state = 'RUNNING'))
);
CREATE UNIQUE INDEX run_holds_key ON kernel.run (tenant_id, exclusive_key) WHERE holds_key;
CREATE INDEX run_waits_for_key ON kernel.run (tenant_id, exclusive_key, position) WHERE state = 'QUEUED';
CREATE INDEX run_by_time ON kernel.run (tenant_id, position DESC);
CREATE INDEX run_active ON kernel.run (state, lease_until) WHERE state IN ('QUEUED', 'RUNNING', 'PAUSED');
CALL kernel.wall('kernel.run', 'SELECT, INSERT, UPDATE');

CREATE TABLE kernel.run_step (
    tenant_id   uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    position    integer     NOT NULL,
    name        text        NOT NULL,
    state       text        NOT NULL
                CHECK (state IN ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')),
    done        bigint      NOT NULL DEFAULT 0,
    failed      bigint      NOT NULL DEFAULT 0,
    total       bigint,
    message     text,
    PRIMARY KEY (tenant_id, run_id, position),
    UNIQUE (tenant_id, run_id, name),
    FOREIGN KEY (tenant_id, run_id) REFERENCES kernel.run
);
CALL kernel.wall('kernel.run_step');

-- No foreign key to the run: lines come in bulk and go by dropping a day.
CREATE SEQUENCE kernel.run_log_id;
GRANT USAGE ON SEQUENCE kernel.run_log_id TO ${app};
CREATE TABLE kernel.run_log (
    tenant_id  uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    log_id     bigint      NOT NULL DEFAULT nextval('kernel.run_log_id'),
    at         timestamptz NOT NULL,
    level      text        NOT NULL CHECK (level IN ('INFO', 'WARN', 'ERROR')),
    record_key text,
    message    text        NOT NULL,
    PRIMARY KEY (tenant_id, run_id, log_id, at)
) PARTITION BY RANGE (at);
CALL kernel.wall('kernel.run_log', 'SELECT, INSERT');

-- catches the lines of a day whose partition is not there yet
CREATE TABLE kernel.run_log_default PARTITION OF kernel.run_log DEFAULT;
CALL kernel.wall('kernel.run_log_default', 'SELECT');
REVOKE ALL ON kernel.run_log_default FROM ${app};

-- The application's role owns nothing: partitions are made and dropped by these two.
CREATE FUNCTION kernel.prepare_run_log(day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    name  text := 'run_log_p' || to_char(day, 'YYYYMMDD');
    lower timestamptz := day::timestamp AT TIME ZONE 'UTC';
    upper timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kernel.run_log'));
    IF to_regclass('kernel.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE kernel.%I (LIKE kernel.run_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('CALL kernel.wall(%L, %L)', 'kernel.' || name, 'SELECT');
    EXECUTE format('REVOKE ALL ON kernel.%I FROM ${app}', name);
    EXECUTE format('WITH moved AS (DELETE FROM kernel.run_log_default WHERE at >= %L AND at < %L RETURNING *)'
        ' INSERT INTO kernel.%I SELECT * FROM moved', lower, upper, name);
    EXECUTE format('ALTER TABLE kernel.run_log ATTACH PARTITION kernel.%I FOR VALUES FROM (%L) TO (%L)', name, lower, upper);
    RETURN true;
END
$$;

CREATE FUNCTION kernel.expire_run_log(first_kept date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    name    text;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kernel.run_log'));
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'kernel.run_log'::regclass AND c.relname ~ '^run_log_p[0-9]{8}$'
          AND c.relname < 'run_log_p' || to_char(first_kept, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE kernel.%I', name);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM kernel.run_log_default WHERE at < first_kept::timestamp AT TIME ZONE 'UTC';
    RETURN dropped;
END
$$;

-- Runs of a node that is known to be dead may be taken at once. Changes no fence: whoever takes a run does.
CREATE FUNCTION kernel.release_node(dead text, now timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    released integer;
BEGIN
    UPDATE kernel.run r SET lease_until = release_node.now WHERE r.node = dead AND r.state = 'RUNNING' AND r.lease_until > release_node.now;
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END
$$;

-- Runs that a node should have taken long ago: their scheduled look went missing.
CREATE FUNCTION kernel.stranded_runs(before timestamptz) RETURNS TABLE (tenant_id uuid, run_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT r.tenant_id, r.run_id FROM kernel.run r
        WHERE (r.state = 'RUNNING' AND r.lease_until < before)
           OR (r.state = 'PAUSED' AND r.waits_until < before)
           OR (r.state = 'QUEUED' AND r.updated_at < before AND coalesce(r.waits_until < before, true)
               AND (r.holds_key OR r.exclusive_key IS NULL
                    OR NOT EXISTS (SELECT FROM kernel.run o WHERE o.tenant_id = r.tenant_id AND o.exclusive_key = r.exclusive_key
                                   AND (o.holds_key OR (o.state = 'QUEUED' AND o.position < r.position)))));
    END;

-- For gauges: of all tenants, without naming one.
CREATE FUNCTION kernel.count_runs() RETURNS TABLE (kind text, state text, runs bigint, oldest timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT r.kind, r.state, count(*), min(r.queued_at) FROM kernel.run r
        WHERE r.state IN ('QUEUED', 'RUNNING', 'PAUSED') GROUP BY r.kind, r.state;
    END;

REVOKE ALL ON FUNCTION kernel.prepare_run_log(date), kernel.expire_run_log(date), kernel.release_node(text, timestamptz),
    kernel.stranded_runs(timestamptz), kernel.count_runs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.prepare_run_log(date), kernel.expire_run_log(date), kernel.release_node(text, timestamptz),
    kernel.stranded_runs(timestamptz), kernel.count_runs() TO ${app};

-- db-scheduler's table, as its documentation gives it; a schema of its own because it knows no tenants.
CREATE SCHEMA scheduler;
GRANT USAGE ON SCHEMA scheduler TO ${app};
CREATE TABLE scheduler.scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX ON scheduler.scheduled_tasks (execution_time);
CREATE INDEX ON scheduler.scheduled_tasks (last_heartbeat);
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduler.scheduled_tasks TO ${app};
