-- When flows are due: the triggers of published flows, and a row for every due time.

CREATE TABLE flows.trigger (
    tenant_id    uuid        NOT NULL,
    flow_id      uuid        NOT NULL,
    trigger_id   text        NOT NULL,
    flow_name    text        NOT NULL,
    flow_title   text        NOT NULL,
    type         text        NOT NULL,
    -- the flow is on, and the trigger in it; rows are kept else, so that a webhook keeps its address
    enabled      boolean     NOT NULL,
    settings     json        NOT NULL,
    -- the last due time that a run covered: the range of the next one begins there
    covered      timestamptz,
    -- a schedule that is due no more
    ended        boolean     NOT NULL DEFAULT false,
    -- since when the watchdog knows of its silence
    silent_since timestamptz,
    -- of a webhook
    token        text,
    secret_id    uuid,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, flow_id, trigger_id)
);
CREATE UNIQUE INDEX trigger_token ON flows.trigger (token) WHERE token IS NOT NULL;
CREATE INDEX trigger_after ON flows.trigger (tenant_id) WHERE type = 'after' AND enabled;
CREATE INDEX trigger_schedule ON flows.trigger (tenant_id, flow_id, trigger_id) WHERE type = 'schedule' AND enabled AND NOT ended;
CALL kernel.wall('flows.trigger');

CREATE TABLE flows.due (
    tenant_id  uuid        NOT NULL,
    flow_id    uuid        NOT NULL,
    trigger_id text        NOT NULL,
    due        timestamptz NOT NULL,
    -- the due time and its jitter
    starts_at  timestamptz NOT NULL,
    -- WAITING: its time has come, another run of the flow goes on
    state      text        NOT NULL
               CHECK (state IN ('PLANNED', 'WAITING', 'RAN', 'LATE', 'SKIPPED', 'CAUGHT_UP', 'MISSED')),
    why        text,
    late_ms    bigint,
    run_id     uuid,
    -- what came with it, of triggers that are no schedules
    payload    json,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, flow_id, trigger_id, due),
    CHECK ((state IN ('PLANNED', 'WAITING')) = (settled_at IS NULL))
);
CREATE INDEX due_planned ON flows.due (starts_at) WHERE state = 'PLANNED';
CREATE INDEX due_planned_of_tenant ON flows.due (tenant_id, starts_at) WHERE state = 'PLANNED';
CREATE INDEX due_waiting ON flows.due (tenant_id, flow_id, due) WHERE state = 'WAITING';
CREATE INDEX due_of_flow ON flows.due (tenant_id, flow_id, due DESC, trigger_id DESC);
CREATE INDEX due_settled ON flows.due (tenant_id, settled_at) WHERE settled_at IS NOT NULL;
CALL kernel.wall('flows.due');

-- Signatures of webhooks that were taken: a second one is answered as the first and starts nothing.
CREATE TABLE flows.hook_call (
    tenant_id  uuid        NOT NULL,
    flow_id    uuid        NOT NULL,
    trigger_id text        NOT NULL,
    signature  bytea       NOT NULL,
    at         timestamptz NOT NULL,
    run_id     uuid,
    PRIMARY KEY (tenant_id, flow_id, trigger_id, signature)
);
CREATE INDEX hook_call_at ON flows.hook_call (tenant_id, at);
CALL kernel.wall('flows.hook_call');

-- Files taken out of their folders, until their runs end.
CREATE TABLE flows.taken_file (
    tenant_id  uuid        NOT NULL,
    flow_id    uuid        NOT NULL,
    trigger_id text        NOT NULL,
    path       text        NOT NULL,
    name       text        NOT NULL,
    folder     text        NOT NULL,
    due        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, path)
);
CALL kernel.wall('flows.taken_file');

-- The questions of the ticker and of webhooks, asked before a tenant is known.
CREATE FUNCTION flows.due_tenants(now timestamptz) RETURNS TABLE (tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT DISTINCT d.tenant_id FROM flows.due d WHERE d.state = 'PLANNED' AND d.starts_at <= now;
    END;

CREATE FUNCTION flows.next_start() RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT min(d.starts_at) FROM flows.due d WHERE d.state = 'PLANNED';
    END;

CREATE FUNCTION flows.waiting_flows() RETURNS TABLE (tenant_id uuid, flow_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT DISTINCT d.tenant_id, d.flow_id FROM flows.due d WHERE d.state = 'WAITING';
    END;

-- schedules that should have been due by then, without a row that says so
CREATE FUNCTION flows.silent_triggers(before timestamptz) RETURNS TABLE (tenant_id uuid, flow_id uuid, trigger_id text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT t.tenant_id, t.flow_id, t.trigger_id FROM flows.trigger t
        WHERE t.type = 'schedule' AND t.enabled AND NOT t.ended
          AND NOT EXISTS (SELECT FROM flows.due d
                WHERE d.tenant_id = t.tenant_id AND d.flow_id = t.flow_id AND d.trigger_id = t.trigger_id
                  AND d.state = 'PLANNED' AND d.starts_at >= before);
    END;

CREATE FUNCTION flows.hook(hook_token text) RETURNS TABLE (tenant_id uuid, flow_id uuid, trigger_id text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT t.tenant_id, t.flow_id, t.trigger_id FROM flows.trigger t WHERE t.token = hook_token AND t.enabled AND t.type = 'webhook';
    END;

REVOKE ALL ON FUNCTION flows.due_tenants(timestamptz), flows.next_start(), flows.waiting_flows(), flows.silent_triggers(timestamptz),
    flows.hook(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION flows.due_tenants(timestamptz), flows.next_start(), flows.waiting_flows(), flows.silent_triggers(timestamptz),
    flows.hook(text) TO ${app};
