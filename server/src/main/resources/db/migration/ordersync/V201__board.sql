-- What the board side keeps besides the map of items: where the lines of a long order lie, what a read-back found, which
-- changes of people were kept.

ALTER TABLE ordersync.board_change ADD COLUMN pass text;
ALTER TABLE ordersync.board_change ADD COLUMN order_uuid uuid;
ALTER TABLE ordersync.board_change ADD COLUMN group_name text;
ALTER TABLE ordersync.board_change ADD COLUMN name text;
CREATE INDEX ON ordersync.board_change (tenant_id, sync_id, run_id);
-- gone: deleted on the board by hand; nothing is sent to it until somebody asks for a new one.
ALTER TABLE ordersync.board_item ADD COLUMN gone boolean NOT NULL DEFAULT false;
-- as the vendor named the call
ALTER TABLE ordersync.batch ADD COLUMN request_id text;
CREATE INDEX ON ordersync.batch (tenant_id, sync_id, created_at);

-- Lines of orders that are longer than an item may have subitems. A line stays in its part; lines not listed are in part 1.
CREATE TABLE ordersync.line_part (
    tenant_id   uuid    NOT NULL,
    sync_id     uuid    NOT NULL,
    record_uuid uuid    NOT NULL,
    order_uuid  uuid    NOT NULL,
    part        integer NOT NULL,
    PRIMARY KEY (tenant_id, sync_id, record_uuid),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.line_part (tenant_id, sync_id, order_uuid);
CALL kernel.wall('ordersync.line_part');

-- Where a board differs from the source, as a verify run found it.
CREATE TABLE ordersync.drift (
    tenant_id   uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    sync_id     uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('MISSING', 'EXTRA', 'CHANGED', 'DUPLICATE', 'ADOPTED', 'MISPLACED')),
    board_id    text        NOT NULL,
    record_uuid uuid,
    source_key  text,
    line_key    text,
    item_id     text,
    column_id   text,
    expected    text,
    found       text,
    healed      boolean     NOT NULL DEFAULT false,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, position),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.drift');

-- Values that people changed on the board and that we therefore left alone.
CREATE TABLE ordersync.kept_change (
    tenant_id   uuid        NOT NULL,
    run_id      uuid        NOT NULL,
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    sync_id     uuid        NOT NULL,
    record_uuid uuid        NOT NULL,
    item_id     text        NOT NULL,
    column_id   text        NOT NULL,
    ours        text        NOT NULL,
    theirs      text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, run_id, position),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.kept_change (tenant_id, sync_id, run_id);
CALL kernel.wall('ordersync.kept_change');

-- Lists of rows are read page by page, newest change first.
CREATE INDEX ON ordersync.order_list_delta (tenant_id, sync_id, state, delta_id);
CREATE INDEX ON ordersync.order_list_delta (tenant_id, sync_id, group_name, delta_id);
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, state, delta_id);
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, group_name, delta_id);
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, source_key);
CREATE INDEX ON ordersync.board_item (tenant_id, sync_id, record_uuid);

-- Which runs are about a sync, the latest last.
CREATE TABLE ordersync.sync_run (
    tenant_id uuid        NOT NULL,
    sync_id   uuid        NOT NULL,
    run_id    uuid        NOT NULL,
    kind      text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sync_id, run_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CREATE INDEX ON ordersync.sync_run (tenant_id, sync_id, at DESC);
CALL kernel.wall('ordersync.sync_run');
