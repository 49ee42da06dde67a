-- Mappings of fields between what comes from somewhere and what is kept somewhere else.

CREATE TABLE mapping.field_map (
    tenant_id  uuid        NOT NULL,
    mapping_id uuid        NOT NULL,
    name       text        COLLATE "C" NOT NULL CHECK (name <> ''),
    -- {"from":…,"to":…,"fields":[…]}
    document   jsonb       NOT NULL,
    -- what both sides looked like when it was saved: what drift is told by
    from_known jsonb       NOT NULL,
    to_known   jsonb       NOT NULL,
    version    bigint      NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    -- what the last look at both sides found; null: nobody looked since it was saved
    drift      jsonb,
    checked_at timestamptz,
    PRIMARY KEY (tenant_id, mapping_id),
    UNIQUE (tenant_id, name)
);
CALL kernel.wall('mapping.field_map');
