-- Collections that people name, and their records as documents.

CREATE TABLE records.collection (
    tenant_id  uuid        NOT NULL,
    name       text        COLLATE "C" NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
    title      text        NOT NULL,
    -- [{"name":…,"type":…,"required":…}], in order
    fields     jsonb       NOT NULL,
    open       boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CALL kernel.wall('records.collection');

-- No foreign key to the collection: records come by the thousand, and collections are not taken away.
CREATE TABLE records.record (
    tenant_id  uuid        NOT NULL,
    collection text        COLLATE "C" NOT NULL,
    key        text        COLLATE "C" NOT NULL,
    content    jsonb       NOT NULL,
    changed_at timestamptz NOT NULL,
    version    bigint      NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, collection, key)
);
CREATE INDEX record_by_change ON records.record (tenant_id, collection, changed_at);
CALL kernel.wall('records.record');
