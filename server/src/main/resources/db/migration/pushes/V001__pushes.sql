-- What goes back to a CRM. A push is a reviewed difference: what each record is now, what it is to become, who may be written to.

CREATE TABLE pushes.push (
    tenant_id     uuid        NOT NULL,
    push_id       uuid        NOT NULL,
    connection_id uuid        NOT NULL,
    connection    text        NOT NULL,
    object        text        NOT NULL,
    -- UPDATE: only records that are there, by their id; UPSERT: by an external id, may create; MEMBER: campaign members
    mode          text        NOT NULL CHECK (mode IN ('UPDATE', 'UPSERT', 'MEMBER')),
    -- the field at the vendor that records are told apart by
    key_field     text        NOT NULL,
    -- fields that are written
    fields        text[]      NOT NULL,
    -- fields of several values where the values given are added to or taken from what is there
    added         text[]      NOT NULL DEFAULT '{}',
    taken         text[]      NOT NULL DEFAULT '{}',
    title         text        NOT NULL,
    reason        text        NOT NULL,
    purpose       text        NOT NULL,
    channel       text        NOT NULL,
    -- whether somebody of whom no consent is known may be written
    unknown_allowed boolean   NOT NULL,
    state         text        NOT NULL CHECK (state IN ('PREPARING', 'WAITING', 'APPROVED', 'SENDING', 'DONE', 'PARTLY_FAILED',
        'FAILED', 'REFUSED', 'EXPIRED', 'VOID', 'EMPTY')),
    message       text,
    -- the run that works on it now or did last
    work_id       uuid,
    -- where it came from
    run_id        uuid,
    flow_id       uuid,
    flow_name     text,
    node          text,
    parked_id     uuid,
    proposed_by_id uuid,
    proposed_by   text        NOT NULL,
    proposed_at   timestamptz NOT NULL,
    lasts_seconds bigint      NOT NULL,
    expires_at    timestamptz,
    decided_at    timestamptz,
    decided_by    text,
    note          text,
    standing_id   uuid,
    ended_at      timestamptz,
    undo_state    text        CHECK (undo_state IN ('RUNNING', 'DONE', 'PARTLY')),
    undone_by     text,
    undone_at     timestamptz,
    PRIMARY KEY (tenant_id, push_id),
    UNIQUE (tenant_id, parked_id)
);
CREATE INDEX ON pushes.push (tenant_id, state, proposed_at);
CREATE INDEX ON pushes.push (tenant_id, proposed_at DESC, push_id);
CREATE INDEX ON pushes.push (tenant_id, run_id);
CALL kernel.wall('pushes.push');

CREATE TABLE pushes.push_row (
    tenant_id   uuid        NOT NULL,
    push_id     uuid        NOT NULL,
    number      integer     NOT NULL,
    -- the value of the push's key field
    vendor_key  text        NOT NULL,
    vendor_id   text,
    -- the record as logs name it
    record_key  text        NOT NULL,
    person_id   uuid,
    label       text        NOT NULL,
    -- what is asked for, and what it comes to where values are added or taken
    wanted      jsonb       NOT NULL,
    before      jsonb,
    after       jsonb,
    -- when the vendor last changed it, as seen for the review
    seen_at     timestamptz,
    consent     jsonb,
    consent_sent jsonb,
    state       text        NOT NULL CHECK (state IN ('NEW', 'READY', 'UNCHANGED', 'WITHHELD', 'VOID', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN',
        'UNDONE', 'KEPT')),
    why         text,
    intent_id   uuid,
    -- how often others held it when it was to be written
    tries       integer     NOT NULL DEFAULT 0,
    created     boolean,
    sent_at     timestamptz,
    -- when the vendor says it changed with our write: the mark that nobody edited since
    sent_mark   timestamptz,
    PRIMARY KEY (tenant_id, push_id, number)
);
CREATE INDEX ON pushes.push_row (tenant_id, push_id, state, number);
CREATE INDEX ON pushes.push_row (tenant_id, record_key);
CREATE INDEX ON pushes.push_row (tenant_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX ON pushes.push_row (tenant_id, vendor_key);
CALL kernel.wall('pushes.push_row');

-- Values as they were before we wrote; never changed, only its end is noted.
CREATE TABLE pushes.journal (
    tenant_id   uuid        NOT NULL,
    push_id     uuid        NOT NULL,
    number      integer     NOT NULL,
    connection_id uuid      NOT NULL,
    object      text        NOT NULL,
    vendor_key  text        NOT NULL,
    before      jsonb       NOT NULL,
    after       jsonb       NOT NULL,
    written_at  timestamptz NOT NULL,
    undone_at   timestamptz,
    undone_by   text,
    PRIMARY KEY (tenant_id, push_id, number)
);
CREATE INDEX ON pushes.journal (tenant_id, connection_id, object, vendor_key);
CALL kernel.wall('pushes.journal');

-- An approval given beforehand, narrow and for a time.
CREATE TABLE pushes.standing (
    tenant_id     uuid        NOT NULL,
    standing_id   uuid        NOT NULL,
    title         text        NOT NULL,
    connection_id uuid        NOT NULL,
    connection    text        NOT NULL,
    object        text        NOT NULL,
    mode          text        NOT NULL,
    fields        text[]      NOT NULL,
    purpose       text        NOT NULL,
    -- only pushes of this flow; null: of any
    flow_id       uuid,
    most_rows     integer     NOT NULL CHECK (most_rows > 0),
    owner_id      uuid        NOT NULL,
    owner         text        NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    revoked_by    text,
    PRIMARY KEY (tenant_id, standing_id)
);
CREATE INDEX ON pushes.standing (tenant_id, object, expires_at);
CALL kernel.wall('pushes.standing');
