-- Pulls: what is fetched from a CRM, each time it was fetched with its proof of completeness, and the rows as last seen.

CREATE TABLE pulls.pull (
    tenant_id     uuid        NOT NULL,
    pull_id       uuid        NOT NULL,
    name          text        NOT NULL,
    -- a node of a flow keeps one of its own, which lists do not show
    of_node       boolean     NOT NULL DEFAULT false,
    connection_id uuid        NOT NULL,
    query         jsonb       NOT NULL,
    mode          text        NOT NULL CHECK (mode IN ('INCREMENTAL', 'FULL')),
    overlap_seconds integer   NOT NULL,
    -- up to when everything is known; null: nothing yet
    cursor_at     timestamptz,
    -- the last execution whose rows were all handed on
    done_seq      integer     NOT NULL DEFAULT 0,
    next_seq      integer     NOT NULL DEFAULT 1,
    reconciled_at timestamptz,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, pull_id),
    UNIQUE (tenant_id, name)
);
CALL kernel.wall('pulls.pull');

CREATE TABLE pulls.execution (
    tenant_id    uuid        NOT NULL,
    execution_id uuid        NOT NULL,
    pull_id      uuid        NOT NULL,
    seq          integer     NOT NULL,
    -- the last execution before it whose rows were all handed on
    base_seq     integer     NOT NULL,
    run_id       uuid,
    kind         text        NOT NULL CHECK (kind IN ('INCREMENTAL', 'FULL', 'RECONCILE')),
    phase        text        NOT NULL CHECK (phase IN ('ROWS', 'DELETES', 'SEAL', 'DONE', 'BROKEN')),
    compiled     jsonb       NOT NULL,
    api          text        NOT NULL CHECK (api IN ('REST', 'BULK')),
    window_from  timestamptz,
    window_to    timestamptz,
    slice_from   timestamptz,
    slice_to     timestamptz,
    job          text,
    locator      text,
    after_at     timestamptz,
    after_id     text,
    page         integer     NOT NULL DEFAULT 0,
    restarts     integer     NOT NULL DEFAULT 0,
    received     bigint      NOT NULL DEFAULT 0,
    counted      bigint,
    landed       bigint,
    rejected     bigint      NOT NULL DEFAULT 0,
    moved        bigint      NOT NULL DEFAULT 0,
    deleted      bigint      NOT NULL DEFAULT 0,
    sealed       boolean     NOT NULL DEFAULT false,
    covered_to   timestamptz,
    why          text,
    began_at     timestamptz NOT NULL,
    ended_at     timestamptz,
    PRIMARY KEY (tenant_id, execution_id),
    FOREIGN KEY (tenant_id, pull_id) REFERENCES pulls.pull ON DELETE CASCADE
);
CREATE INDEX ON pulls.execution (tenant_id, pull_id, seq DESC);
CALL kernel.wall('pulls.execution');

CREATE TABLE pulls.landed (
    tenant_id   uuid        NOT NULL,
    pull_id     uuid        NOT NULL,
    record_id   text        NOT NULL,
    modstamp    timestamptz,
    content     jsonb       NOT NULL,
    -- where it was last seen, and the execution in which it last changed
    seq         integer     NOT NULL,
    page        integer     NOT NULL,
    changed_seq integer     NOT NULL,
    deleted     boolean     NOT NULL DEFAULT false,
    -- the record it was merged into
    master_id   text,
    PRIMARY KEY (tenant_id, pull_id, record_id)
);
-- no foreign key: it would be looked up for each of a million rows; who deletes a pull deletes these
CREATE INDEX ON pulls.landed (tenant_id, pull_id, seq, page);
CALL kernel.wall('pulls.landed');

CREATE TABLE pulls.reject (
    tenant_id    uuid    NOT NULL,
    execution_id uuid    NOT NULL,
    record_id    text    NOT NULL,
    message      text    NOT NULL,
    PRIMARY KEY (tenant_id, execution_id, record_id),
    FOREIGN KEY (tenant_id, execution_id) REFERENCES pulls.execution ON DELETE CASCADE
);
CALL kernel.wall('pulls.reject');

-- The ids a CRM was found to have, while they are held against what was landed.
CREATE TABLE pulls.swept (
    tenant_id    uuid NOT NULL,
    execution_id uuid NOT NULL,
    record_id    text NOT NULL,
    PRIMARY KEY (tenant_id, execution_id, record_id)
);
CALL kernel.wall('pulls.swept');
