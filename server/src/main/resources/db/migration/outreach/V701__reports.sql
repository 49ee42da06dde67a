-- What reports need beyond the counts that are kept.

-- texts that compete with each other
CREATE INDEX touch_of_variant ON outreach.touch (tenant_id, sequence_id, step, variant, done_at) WHERE variant <> '' AND state = 'DONE';

-- Minutes in which the whole way to the database and back went well: what uptime is told from.
CREATE TABLE outreach.beat (
    tenant_id uuid        NOT NULL,
    minute    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, minute)
);
CALL kernel.wall('outreach.beat');
