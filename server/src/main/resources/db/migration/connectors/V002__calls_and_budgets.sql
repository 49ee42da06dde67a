-- The calls made, what the vendors' limits were last known to be, and what operations were found to cost.

-- whether a person gave the address through the web: private addresses are refused then
ALTER TABLE connectors.connection ADD COLUMN from_user boolean NOT NULL DEFAULT true;

CREATE TABLE connectors.call (
    tenant_id         uuid        NOT NULL,
    at                timestamptz NOT NULL,
    call_id           bigint      GENERATED ALWAYS AS IDENTITY,
    connection_id     uuid        NOT NULL,
    operation         text        NOT NULL,
    status            integer     NOT NULL,
    outcome           text        NOT NULL,
    vendor_request_id text,
    cost              bigint,
    duration_ms       bigint      NOT NULL,
    run_id            uuid,
    intent_id         uuid,
    detail            text,
    PRIMARY KEY (tenant_id, at, call_id)
) PARTITION BY RANGE (at);
CREATE INDEX ON connectors.call (tenant_id, connection_id, at DESC);
CREATE TABLE connectors.call_default PARTITION OF connectors.call DEFAULT;
CALL kernel.wall('connectors.call', 'SELECT, INSERT');
CALL kernel.wall('connectors.call_default', 'SELECT');

-- One partition for each day from today on, and none older than is kept. Rows of days that had no partition when they came stay
-- in the default one and leave it by age.
CREATE FUNCTION connectors.keep_calls(today date, days_ahead integer, days_kept integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    day date;
    part record;
BEGIN
    -- several nodes may come at once
    PERFORM pg_advisory_xact_lock(hashtext('connectors.keep_calls'));
    FOR i IN 0..days_ahead LOOP
        day := today + i;
        IF to_regclass('connectors.call_p' || to_char(day, 'YYYYMMDD')) IS NULL
            AND NOT EXISTS (SELECT 1 FROM connectors.call_default c
                WHERE c.at >= day::timestamp AT TIME ZONE 'UTC' AND c.at < (day + 1)::timestamp AT TIME ZONE 'UTC') THEN
            EXECUTE format('CREATE TABLE connectors.%I PARTITION OF connectors.call FOR VALUES FROM (%L) TO (%L)',
                'call_p' || to_char(day, 'YYYYMMDD'), day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
            EXECUTE format('CALL kernel.wall(%L, %L)', 'connectors.call_p' || to_char(day, 'YYYYMMDD'), 'SELECT');
        END IF;
    END LOOP;
    FOR part IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'connectors' AND c.relkind = 'r' AND c.relname ~ '^call_p[0-9]{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - days_kept LOOP
        EXECUTE format('DROP TABLE connectors.%I', part.relname);
    END LOOP;
    DELETE FROM connectors.call_default c WHERE c.at < (today - days_kept)::timestamp AT TIME ZONE 'UTC';
END
$$;
REVOKE ALL ON FUNCTION connectors.keep_calls(date, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION connectors.keep_calls(date, integer, integer) TO ${app};

-- What is left of each limit of an account as the vendor last told it, and what calls under way have reserved of that. The length
-- of the limit's window lies between low (excluded) and high: vendors tell it in whole seconds, rounded up.
CREATE TABLE connectors.budget (
    tenant_id   uuid        NOT NULL,
    account     text        NOT NULL,
    policy      text        NOT NULL,
    quota       bigint      NOT NULL,
    remaining   bigint      NOT NULL,
    reserved    bigint      NOT NULL DEFAULT 0,
    window_low_ms  bigint,
    window_high_ms bigint,
    started_at  timestamptz,
    resets_at   timestamptz,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account, policy)
);
CALL kernel.wall('connectors.budget');

CREATE TABLE connectors.learnt_cost (
    tenant_id  uuid             NOT NULL,
    account    text             NOT NULL,
    kind       text             NOT NULL,
    mean       double precision NOT NULL,
    high       double precision NOT NULL,
    millis     double precision NOT NULL,
    samples    bigint           NOT NULL,
    updated_at timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, account, kind)
);
CALL kernel.wall('connectors.learnt_cost');

-- The calls of each day (UTC) as we counted them and as the vendor told them; full_until: it refused, until then.
CREATE TABLE connectors.day_use (
    tenant_id  uuid          NOT NULL,
    account    text          NOT NULL,
    day        date          NOT NULL,
    calls      numeric(14,1) NOT NULL DEFAULT 0,
    told_limit bigint,
    told_at    timestamptz,
    full_until timestamptz,
    PRIMARY KEY (tenant_id, account, day)
);
CALL kernel.wall('connectors.day_use');
