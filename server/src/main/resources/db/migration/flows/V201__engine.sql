-- Where runs of flows stand. One writer at a time (the run's fence), so counts are written as they are, not added to.

-- A row for each node of a run that anything came to; for a source, also how far it was read.
CREATE TABLE flows.node_count (
    tenant_id   uuid             NOT NULL,
    run_id      uuid             NOT NULL,
    node        text             NOT NULL,
    records_in  bigint           NOT NULL DEFAULT 0,
    -- by output: {"out": 675}
    records_out jsonb            NOT NULL DEFAULT '{}',
    -- passages that ended well here
    ended       bigint           NOT NULL DEFAULT 0,
    dropped     bigint           NOT NULL DEFAULT 0,
    failed      bigint           NOT NULL DEFAULT 0,
    -- in flows.parked at this moment
    waiting     bigint           NOT NULL DEFAULT 0,
    micros      bigint           NOT NULL DEFAULT 0,
    message     text,
    -- of a source: where its next page begins, whether that was all, how many there are in all
    place       text,
    read_all    boolean          NOT NULL DEFAULT false,
    total       bigint,
    -- of a source that could not be read: attempts so far, and not again before then
    attempts    integer          NOT NULL DEFAULT 0,
    not_before  timestamptz,
    PRIMARY KEY (tenant_id, run_id, node)
);
CALL kernel.wall('flows.node_count');

-- Records that stopped in front of a node: to be sent, to wait, to be gathered.
CREATE TABLE flows.parked (
    tenant_id  uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    seq        bigint      NOT NULL,
    parked_id  uuid        NOT NULL,
    node       text        NOT NULL,
    -- packed by the engine; see Packing
    records    bytea       NOT NULL,
    size       integer     NOT NULL,
    state      text        NOT NULL CHECK (state IN ('READY', 'WAITING', 'GATHERING')),
    not_before timestamptz,
    attempts   integer     NOT NULL DEFAULT 0,
    waits_for  text,
    parked_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, seq)
);
CREATE INDEX ON flows.parked (tenant_id, parked_id);
CALL kernel.wall('flows.parked');

-- Calls to the outside, written before they are made. Found SENT without an answer: nobody knows, and it is not sent again by itself.
CREATE TABLE flows.effect (
    tenant_id  uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    node       text        NOT NULL,
    parked_seq bigint      NOT NULL,
    -- which part of the parked records: the call takes size of them from first on
    first      integer     NOT NULL,
    size       integer     NOT NULL,
    effect_key text        NOT NULL,
    request    text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('PREPARED', 'SENT', 'DONE', 'REFUSED', 'UNKNOWN', 'DROPPED')),
    evidence   text,
    attempts   integer     NOT NULL DEFAULT 0,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, parked_seq, first)
);
CALL kernel.wall('flows.effect', 'SELECT, INSERT, UPDATE');

-- Keys that a node has seen: in its run, or (scope = the flow) in all runs of the flow.
CREATE TABLE flows.seen (
    tenant_id uuid        NOT NULL,
    scope     uuid        NOT NULL,
    node      text        NOT NULL,
    hash      uuid        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, scope, node, hash)
);
CALL kernel.wall('flows.seen');

-- Records that failed, as they came to the node, for running again.
CREATE TABLE flows.failed_record (
    tenant_id   uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    seq         bigint      GENERATED ALWAYS AS IDENTITY,
    flow_id     uuid        NOT NULL,
    node        text        NOT NULL,
    record_key  text        NOT NULL,
    -- null: it could not be read at all
    record      jsonb,
    packed      bytea,
    error_class text        NOT NULL,
    error       text        NOT NULL,
    attempts    integer     NOT NULL DEFAULT 1,
    state       text        NOT NULL CHECK (state IN ('OPEN', 'RETRIED', 'CLOSED')),
    retried_in  uuid,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, seq)
);
CREATE INDEX ON flows.failed_record (tenant_id, retried_in, seq) WHERE retried_in IS NOT NULL;
CREATE INDEX ON flows.failed_record (tenant_id, flow_id, at);
CALL kernel.wall('flows.failed_record');
