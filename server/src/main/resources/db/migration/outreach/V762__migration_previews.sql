-- What a migration to another version would do with each lead, as somebody saw it: the migration then does that and nothing else.

CREATE TABLE outreach.migration_preview (
    tenant_id   uuid        NOT NULL,
    preview_id  uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    -- the version they go to
    target      integer     NOT NULL,
    made_by     text        NOT NULL,
    made_at     timestamptz NOT NULL,
    applied_at  timestamptz,
    PRIMARY KEY (tenant_id, preview_id),
    FOREIGN KEY (tenant_id, sequence_id, target) REFERENCES outreach.version (tenant_id, sequence_id, version)
);
CREATE INDEX migration_preview_made ON outreach.migration_preview (tenant_id, made_at);
CALL kernel.wall('outreach.migration_preview');

CREATE TABLE outreach.migration_lead (
    tenant_id  uuid    NOT NULL,
    preview_id uuid    NOT NULL,
    lead_id    uuid    NOT NULL,
    -- where it stood when it was looked at; the step is empty past the last
    version    integer NOT NULL,
    step       text    NOT NULL,
    -- where it goes; empty: it is completed, or nobody said
    target     text    NOT NULL DEFAULT '',
    outcome    text    NOT NULL CHECK (outcome IN ('KEPT', 'MOVED', 'COMPLETED', 'STAYS', 'CHOOSE')),
    -- why it stays: CALL, VERIFY, APPROVAL; empty: it does not
    cause      text    NOT NULL DEFAULT '' CHECK (cause IN ('', 'CALL', 'VERIFY', 'APPROVAL')),
    -- after it was done: DONE, STAYED, ENDED, ELSEWHERE, BUSY; null: not yet
    result     text    CHECK (result IN ('DONE', 'STAYED', 'ENDED', 'ELSEWHERE', 'BUSY')),
    PRIMARY KEY (tenant_id, preview_id, lead_id),
    FOREIGN KEY (tenant_id, preview_id) REFERENCES outreach.migration_preview ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CREATE INDEX migration_lead_of_lead ON outreach.migration_lead (tenant_id, lead_id);
CALL kernel.wall('outreach.migration_lead');
