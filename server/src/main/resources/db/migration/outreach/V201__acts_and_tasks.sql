-- What people did to leads, one or many at once, with each lead as it was: it can be taken back for a day.
CREATE TABLE outreach.act (
    tenant_id uuid        NOT NULL,
    act_id    uuid        NOT NULL,
    -- a word of Recovery.Kind
    kind      text        NOT NULL,
    -- which leads were asked for
    asked     jsonb       NOT NULL,
    note      text        NOT NULL DEFAULT '',
    leads     integer     NOT NULL,
    who       text        NOT NULL,
    at        timestamptz NOT NULL,
    undone_at timestamptz,
    undone_by text,
    PRIMARY KEY (tenant_id, act_id)
);
CREATE INDEX act_by_time ON outreach.act (tenant_id, at, act_id);
CALL kernel.wall('outreach.act');

CREATE TABLE outreach.act_lead (
    tenant_id uuid   NOT NULL,
    act_id    uuid   NOT NULL,
    lead_id   uuid   NOT NULL,
    -- what a move changes, as it was
    before    jsonb  NOT NULL,
    -- the lead's row_version after the act: where it is another, something happened since
    version   bigint NOT NULL,
    -- touches that were written down for it
    marks     uuid[] NOT NULL DEFAULT '{}',
    undone    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, act_id, lead_id),
    FOREIGN KEY (tenant_id, act_id) REFERENCES outreach.act ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CALL kernel.wall('outreach.act_lead');

-- What a person has to do for a lead.
CREATE TABLE outreach.task (
    tenant_id   uuid        NOT NULL,
    task_id     uuid        NOT NULL,
    lead_id     uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    step        text        NOT NULL,
    text        text        NOT NULL,
    -- a user's e-mail; empty: whoever wants
    assignee    text        NOT NULL DEFAULT '',
    -- whether the lead waits for it
    waits       boolean     NOT NULL,
    state       text        NOT NULL CHECK (state IN ('OPEN', 'DONE', 'SKIPPED')),
    created_at  timestamptz NOT NULL,
    done_at     timestamptz,
    done_by     text,
    note        text,
    PRIMARY KEY (tenant_id, task_id),
    UNIQUE (tenant_id, lead_id, step),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CREATE INDEX task_open ON outreach.task (tenant_id, created_at, task_id) WHERE state = 'OPEN';
CALL kernel.wall('outreach.task');
