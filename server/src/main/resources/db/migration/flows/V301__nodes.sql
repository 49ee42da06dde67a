-- What node types keep: files that people bring, files that runs write, secrets by name, approvals, and what a run started.

CREATE TABLE flows.uploaded_file (
    tenant_id   uuid        NOT NULL,
    file_id     uuid        NOT NULL,
    name        text        NOT NULL,
    bytes       bigint      NOT NULL,
    rows        bigint      NOT NULL,
    columns     text[]      NOT NULL,
    uploaded_by text        NOT NULL,
    uploaded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);
CREATE INDEX ON flows.uploaded_file (tenant_id, uploaded_at DESC);
CALL kernel.wall('flows.uploaded_file');

-- What a run wrote lies in a file below the data folder; what is beyond these bytes was never committed.
CREATE TABLE flows.written_file (
    tenant_id  uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    name       text        NOT NULL,
    node       text        NOT NULL,
    format     text        NOT NULL CHECK (format IN ('CSV', 'XLSX')),
    delimiter  text        NOT NULL,
    file_id    uuid        NOT NULL,
    columns    text[]      NOT NULL,
    rows       bigint      NOT NULL DEFAULT 0,
    bytes      bigint      NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, name)
);
CREATE INDEX ON flows.written_file (tenant_id, updated_at);
CALL kernel.wall('flows.written_file');

-- The secret itself lies with kernel.secret; it is sent to this host alone.
CREATE TABLE flows.named_secret (
    tenant_id  uuid        NOT NULL,
    name       text        NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    host       text        NOT NULL,
    secret_id  uuid        NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text        NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CALL kernel.wall('flows.named_secret');

CREATE TABLE flows.approval (
    tenant_id     uuid        NOT NULL,
    approval_id   uuid        NOT NULL,
    parked_id     uuid        NOT NULL,
    run_id        uuid        NOT NULL,
    flow_id       uuid        NOT NULL,
    flow_name     text        NOT NULL,
    node          text        NOT NULL,
    title         text        NOT NULL,
    -- the least role that may decide; null: whoever may run flows
    least_role    text,
    second_person boolean     NOT NULL,
    started_by    uuid,
    records       integer     NOT NULL,
    sample        jsonb       NOT NULL,
    state         text        NOT NULL CHECK (state IN ('PENDING', 'APPROVED', 'REFUSED', 'EXPIRED', 'VOID')),
    asked_at      timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    decided_at    timestamptz,
    decided_by    text,
    note          text,
    PRIMARY KEY (tenant_id, approval_id),
    UNIQUE (tenant_id, parked_id)
);
CREATE INDEX ON flows.approval (tenant_id, state, asked_at);
CALL kernel.wall('flows.approval');

-- Runs that a node of a run started, so that a repeated look starts no second one.
CREATE TABLE flows.started_run (
    tenant_id  uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    -- the parked page, or the node where all its pages share one
    place      text        NOT NULL,
    started_id uuid        NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, place)
);
CALL kernel.wall('flows.started_run');
