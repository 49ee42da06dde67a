-- Flows and their definitions by version. A number names one definition for ever; drafts take numbers too.

CREATE TABLE flows.flow (
    tenant_id   uuid        NOT NULL,
    flow_id     uuid        NOT NULL,
    name        text        NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title       text        NOT NULL,
    description text,
    switched_on boolean     NOT NULL DEFAULT false,
    -- the highest number given
    latest      integer     NOT NULL,
    -- null: everything is published
    draft       integer,
    -- null: never published
    published   integer,
    created_at  timestamptz NOT NULL,
    created_by  text        NOT NULL,
    updated_at  timestamptz NOT NULL,
    updated_by  text        NOT NULL,
    -- a deleted flow keeps its history and gives its name free
    deleted_at  timestamptz,
    PRIMARY KEY (tenant_id, flow_id),
    CHECK (NOT switched_on OR (published IS NOT NULL AND deleted_at IS NULL)),
    CHECK (draft IS NOT NULL OR published IS NOT NULL OR deleted_at IS NOT NULL)
);
CREATE UNIQUE INDEX flow_by_name ON flows.flow (tenant_id, name) WHERE deleted_at IS NULL;
CALL kernel.wall('flows.flow', 'SELECT, INSERT, UPDATE');

CREATE TABLE flows.flow_version (
    tenant_id    uuid        NOT NULL,
    flow_id      uuid        NOT NULL,
    number       integer     NOT NULL CHECK (number > 0),
    -- as text, so that settings keep their order
    definition   json        NOT NULL,
    -- the version it was made from
    based_on     integer,
    saved_at     timestamptz NOT NULL,
    saved_by     text        NOT NULL,
    published_at timestamptz,
    published_by text,
    note         text,
    PRIMARY KEY (tenant_id, flow_id, number),
    FOREIGN KEY (tenant_id, flow_id) REFERENCES flows.flow,
    CHECK ((published_at IS NULL) = (published_by IS NULL))
);
CALL kernel.wall('flows.flow_version');

-- What was published stays as it was: runs name it by number.
CREATE FUNCTION flows.keep_published() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'version % of flow % is published and stays as it is', OLD.number, OLD.flow_id;
END
$$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON flows.flow_version
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION flows.keep_published();

-- the last run of each flow is asked for with every list of flows
CREATE INDEX run_of_flow ON kernel.run (tenant_id, subject, position DESC) WHERE kind = 'flows.run';
