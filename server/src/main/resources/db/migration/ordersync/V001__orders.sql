-- An order list as its source last had it, the deltas that follow from it, and what of it is on the boards.
-- Cells are the mapped source columns in the order of sync.item_columns and sync.line_columns, in canonical notation.

CREATE TABLE ordersync.sync (
    tenant_id    uuid        NOT NULL,
    sync_id      uuid        NOT NULL,
    name         text        NOT NULL,
    environment  text        NOT NULL,
    title        text        NOT NULL,
    config       text        NOT NULL,
    config_path  text,
    item_columns text[]      NOT NULL DEFAULT '{}',
    line_columns text[]      NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sync_id),
    UNIQUE (tenant_id, name, environment)
);
CALL kernel.wall('ordersync.sync');

CREATE TABLE ordersync.sync_config (
    tenant_id uuid        NOT NULL,
    sync_id   uuid        NOT NULL,
    version   integer     NOT NULL,
    config    text        NOT NULL,
    saved_by  uuid,
    saved_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sync_id, version),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.sync_config');

CREATE TABLE ordersync.load (
    tenant_id      uuid        NOT NULL,
    load_id        uuid        NOT NULL,
    sync_id        uuid        NOT NULL,
    run_id         uuid,
    source         text        NOT NULL,
    sha256         text,
    state          text        NOT NULL CHECK (state IN ('LOADING', 'LOADED', 'REFUSED')),
    source_rows    bigint      NOT NULL DEFAULT 0,
    problems       bigint      NOT NULL DEFAULT 0,
    orders_created bigint      NOT NULL DEFAULT 0,
    orders_updated bigint      NOT NULL DEFAULT 0,
    orders_removed bigint      NOT NULL DEFAULT 0,
    lines_created  bigint      NOT NULL DEFAULT 0,
    lines_updated  bigint      NOT NULL DEFAULT 0,
    lines_removed  bigint      NOT NULL DEFAULT 0,
    message        text,
    started_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    PRIMARY KEY (tenant_id, load_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.load (tenant_id, sync_id, started_at DESC);
CALL kernel.wall('ordersync.load');

CREATE TABLE ordersync.row_problem (
    tenant_id   uuid   NOT NULL,
    load_id     uuid   NOT NULL,
    position    bigint NOT NULL,
    line        bigint,
    column_name text,
    value       text,
    source_key  text,
    code        text   NOT NULL,
    message     text   NOT NULL,
    PRIMARY KEY (tenant_id, load_id, position),
    FOREIGN KEY (tenant_id, load_id) REFERENCES ordersync.load ON DELETE CASCADE
);
CALL kernel.wall('ordersync.row_problem');

CREATE TABLE ordersync.order_list (
    tenant_id   uuid   NOT NULL,
    sync_id     uuid   NOT NULL,
    source_key  text   NOT NULL,
    record_uuid uuid   NOT NULL,
    group_name  text   NOT NULL,
    cells       text[] NOT NULL,
    version     bigint NOT NULL DEFAULT 1,
    removed     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, sync_id, source_key),
    UNIQUE (tenant_id, sync_id, record_uuid),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.order_list');

CREATE TABLE ordersync.order_list_lines (
    tenant_id   uuid    NOT NULL,
    sync_id     uuid    NOT NULL,
    source_key  text    NOT NULL,
    line_key    text    NOT NULL,
    record_uuid uuid    NOT NULL,
    position    integer NOT NULL,
    cells       text[]  NOT NULL,
    version     bigint  NOT NULL DEFAULT 1,
    removed     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, sync_id, source_key, line_key),
    UNIQUE (tenant_id, sync_id, record_uuid),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.order_list_lines');

-- One row for each change that a board has to learn. A change on top of one that has not been sent yet is folded into it (old
-- stays what the board has); one on top of a change in flight or sent is a row of its own with a higher version.
CREATE TABLE ordersync.order_list_delta (
    tenant_id     uuid        NOT NULL,
    sync_id       uuid        NOT NULL,
    delta_id      bigint      GENERATED ALWAYS AS IDENTITY,
    load_id       uuid,
    record_uuid   uuid        NOT NULL,
    source_key    text        NOT NULL,
    group_name    text        NOT NULL,
    version       bigint      NOT NULL,
    action        text        NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'REMOVE')),
    state         text        NOT NULL CHECK (state IN ('NEW', 'PENDING', 'SENDING', 'SYNCED', 'FAILED', 'BLOCKED', 'UNKNOWN')),
    old_cells     text[],
    new_cells     text[],
    column_hashes bigint[],
    attempts      integer     NOT NULL DEFAULT 0,
    fault_class   text,
    fault_code    text,
    reason        text,
    retry_at      timestamptz,
    intent_id     uuid,
    run_id        uuid,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    synced_at     timestamptz,
    PRIMARY KEY (tenant_id, sync_id, delta_id),
    UNIQUE (tenant_id, sync_id, record_uuid, version),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.order_list_delta (tenant_id, sync_id, state, group_name, delta_id);
CREATE INDEX ON ordersync.order_list_delta (tenant_id, sync_id, source_key);
CALL kernel.wall('ordersync.order_list_delta');

CREATE TABLE ordersync.order_list_lines_delta (
    tenant_id     uuid        NOT NULL,
    sync_id       uuid        NOT NULL,
    delta_id      bigint      GENERATED ALWAYS AS IDENTITY,
    load_id       uuid,
    record_uuid   uuid        NOT NULL,
    order_uuid    uuid        NOT NULL,
    source_key    text        NOT NULL,
    line_key      text        NOT NULL,
    group_name    text        NOT NULL,
    position      integer     NOT NULL,
    version       bigint      NOT NULL,
    action        text        NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'REMOVE')),
    state         text        NOT NULL CHECK (state IN ('NEW', 'PENDING', 'SENDING', 'SYNCED', 'FAILED', 'BLOCKED', 'UNKNOWN')),
    old_cells     text[],
    new_cells     text[],
    column_hashes bigint[],
    attempts      integer     NOT NULL DEFAULT 0,
    fault_class   text,
    fault_code    text,
    reason        text,
    retry_at      timestamptz,
    intent_id     uuid,
    run_id        uuid,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    synced_at     timestamptz,
    PRIMARY KEY (tenant_id, sync_id, delta_id),
    UNIQUE (tenant_id, sync_id, record_uuid, version),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, state, group_name, delta_id);
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, order_uuid);
CALL kernel.wall('ordersync.order_list_lines_delta');

CREATE TABLE ordersync.board_group (
    tenant_id     uuid NOT NULL,
    connection_id uuid NOT NULL,
    board_id      text NOT NULL,
    title         text NOT NULL,
    group_id      text NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, board_id, title)
);
CALL kernel.wall('ordersync.board_group');

-- What we know to be on a board: an item for an order (part 1) or its continuation (part 2, 3 …), a subitem for a line.
CREATE TABLE ordersync.board_item (
    tenant_id      uuid        NOT NULL,
    connection_id  uuid        NOT NULL,
    board_id       text        NOT NULL,
    record_uuid    uuid        NOT NULL,
    sync_id        uuid        NOT NULL,
    order_uuid     uuid        NOT NULL,
    part           integer     NOT NULL DEFAULT 1,
    subitem        boolean     NOT NULL,
    item_id        text        NOT NULL,
    item_board_id  text        NOT NULL,
    parent_item_id text,
    group_id       text,
    sent           jsonb       NOT NULL DEFAULT '{}',
    archived       boolean     NOT NULL DEFAULT false,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, board_id, record_uuid),
    UNIQUE (tenant_id, connection_id, item_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.board_item (tenant_id, sync_id, order_uuid);
CALL kernel.wall('ordersync.board_item');

-- The writes of an intent, so that whoever finds it open can tell what it was about.
CREATE TABLE ordersync.batch (
    tenant_id  uuid        NOT NULL,
    intent_id  uuid        NOT NULL,
    sync_id    uuid        NOT NULL,
    run_id     uuid        NOT NULL,
    board_id   text        NOT NULL,
    pass       text        NOT NULL CHECK (pass IN ('GROUPS', 'ITEMS', 'LINES', 'STATUSES', 'UNDO', 'HEAL')),
    writes     jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, intent_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.batch');

-- What a run did to the board, before and after: the report and the undo read it.
CREATE TABLE ordersync.board_change (
    tenant_id   uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    sync_id     uuid        NOT NULL,
    board_id    text        NOT NULL,
    record_uuid uuid        NOT NULL,
    item_id     text        NOT NULL,
    subitem     boolean     NOT NULL,
    action      text        NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'REMOVE', 'ADOPT', 'HEAL', 'UNDO')),
    before      jsonb,
    after       jsonb,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, position),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.board_change');
