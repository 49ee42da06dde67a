-- What became of each record in each run: written in pages of thousands, read by filter, dropped by day. Few indexes: each one costs
-- every line.

CREATE SEQUENCE logs.record_log_id CACHE 100;
GRANT USAGE ON SEQUENCE logs.record_log_id TO ${app};
CREATE TABLE logs.record_log (
    tenant_id   uuid        NOT NULL,
    at          timestamptz NOT NULL,
    log_id      bigint      NOT NULL DEFAULT nextval('logs.record_log_id'),
    run_id      uuid        NOT NULL,
    flow_id     uuid,
    node        text        NOT NULL,
    record_key  text        NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('DONE', 'DROPPED', 'FAILED', 'WAITING', 'RETRIED')),
    message     text,
    error_class text,
    attempt     integer     NOT NULL,
    micros      bigint      NOT NULL,
    trail       json        NOT NULL,
    input       json,
    output      json,
    -- names of fields of input and output that are personal
    personal    text[]      NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, at, log_id)
) PARTITION BY RANGE (at);
CREATE INDEX record_log_by_run ON logs.record_log (tenant_id, run_id, at, log_id);
CREATE INDEX record_log_by_key ON logs.record_log (tenant_id, record_key, at, log_id);
CREATE INDEX record_log_by_flow ON logs.record_log (tenant_id, flow_id, at, log_id);
-- what people look for is rare: it must not be searched among all that went well
CREATE INDEX record_log_unusual ON logs.record_log (tenant_id, outcome, at, log_id) WHERE outcome IN ('FAILED', 'WAITING', 'RETRIED');
CALL kernel.wall('logs.record_log', 'SELECT, INSERT');

-- catches the lines of a day whose partition is not there yet
CREATE TABLE logs.record_log_default PARTITION OF logs.record_log DEFAULT;
CALL kernel.wall('logs.record_log_default', 'SELECT');
REVOKE ALL ON logs.record_log_default FROM ${app};

-- How many lines of each kind each page wrote, by second: histograms are added up from these, not counted from lines. Only ever added
-- to, so that runs that write at one time never wait for each other.
CREATE TABLE logs.line_count (
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
CREATE INDEX line_count_by_run ON logs.line_count (tenant_id, run_id, at);
CREATE INDEX line_count_by_flow ON logs.line_count (tenant_id, flow_id, at);
CALL kernel.wall('logs.line_count', 'SELECT, INSERT');

-- A user's filters under a name.
CREATE TABLE logs.view (
    tenant_id  uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    view_id    uuid        NOT NULL,
    name       text        NOT NULL CHECK (name <> ''),
    filters    json        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id, view_id),
    UNIQUE (tenant_id, user_id, name)
);
CALL kernel.wall('logs.view', 'SELECT, INSERT, UPDATE, DELETE');

-- The application's role owns nothing: partitions are made and dropped by these two.
CREATE FUNCTION logs.prepare_record_log(day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    name  text := 'record_log_p' || to_char(day, 'YYYYMMDD');
    lower timestamptz := day::timestamp AT TIME ZONE 'UTC';
    upper timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('logs.record_log'));
    IF to_regclass('logs.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE logs.%I (LIKE logs.record_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('CALL kernel.wall(%L, %L)', 'logs.' || name, 'SELECT');
    EXECUTE format('REVOKE ALL ON logs.%I FROM ${app}', name);
    EXECUTE format('WITH moved AS (DELETE FROM logs.record_log_default WHERE at >= %L AND at < %L RETURNING *)'
        ' INSERT INTO logs.%I SELECT * FROM moved', lower, upper, name);
    EXECUTE format('ALTER TABLE logs.record_log ATTACH PARTITION logs.%I FOR VALUES FROM (%L) TO (%L)', name, lower, upper);
    RETURN true;
END
$$;

CREATE FUNCTION logs.expire_record_log(first_kept date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    name    text;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('logs.record_log'));
    FOR name IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'logs.record_log'::regclass AND c.relname ~ '^record_log_p[0-9]{8}$'
          AND c.relname < 'record_log_p' || to_char(first_kept, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE logs.%I', name);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM logs.record_log_default WHERE at < first_kept::timestamp AT TIME ZONE 'UTC';
    DELETE FROM logs.line_count WHERE at < first_kept::timestamp AT TIME ZONE 'UTC';
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION logs.prepare_record_log(date), logs.expire_record_log(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION logs.prepare_record_log(date), logs.expire_record_log(date) TO ${app};
