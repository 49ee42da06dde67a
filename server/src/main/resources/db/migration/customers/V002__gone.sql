-- Records elsewhere that are gone there: deleted, or merged into another. Kept of records that nobody here has too, since one of them may
-- be told of before the record that was merged into it. What comes again is taken out.
CREATE TABLE customers.gone_record (
    tenant_id   uuid        NOT NULL,
    system      text        COLLATE "C" NOT NULL,
    object      text        COLLATE "C" NOT NULL,
    external_id text        COLLATE "C" NOT NULL,
    -- the record it was merged into; null: it was deleted
    into_id     text        COLLATE "C",
    told_at     timestamptz NOT NULL,
    run_id      uuid,
    PRIMARY KEY (tenant_id, system, object, external_id),
    CHECK (into_id <> external_id)
);
CALL kernel.wall('customers.gone_record');
