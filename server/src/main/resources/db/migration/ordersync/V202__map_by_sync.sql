-- What lies on a board is known by sync and board, not by the connection that wrote it: a sync that gets its token another way
-- has the same items. The connection stays as a remark.

DELETE FROM ordersync.board_item a USING ordersync.board_item b
WHERE a.tenant_id = b.tenant_id AND a.sync_id = b.sync_id AND a.board_id = b.board_id
  AND (a.record_uuid = b.record_uuid OR a.item_id = b.item_id)
  AND (a.updated_at, a.connection_id, a.record_uuid) < (b.updated_at, b.connection_id, b.record_uuid);
ALTER TABLE ordersync.board_item
    DROP CONSTRAINT board_item_pkey,
    DROP CONSTRAINT board_item_tenant_id_connection_id_item_id_key,
    ADD PRIMARY KEY (tenant_id, sync_id, board_id, record_uuid),
    ADD UNIQUE (tenant_id, sync_id, item_id),
    ALTER COLUMN connection_id DROP NOT NULL;

-- Groups are read from the boards whenever a run begins: nothing is lost with them.
TRUNCATE ordersync.board_group;
ALTER TABLE ordersync.board_group
    DROP CONSTRAINT board_group_pkey,
    DROP COLUMN connection_id,
    ADD COLUMN sync_id uuid NOT NULL,
    ADD PRIMARY KEY (tenant_id, sync_id, board_id, title),
    ADD FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE;

-- Boards that a sync has looked through for records of its own, which an earlier installation or a deleted sync left there.
CREATE TABLE ordersync.board_adopted (
    tenant_id uuid        NOT NULL,
    sync_id   uuid        NOT NULL,
    board_id  text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sync_id, board_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
INSERT INTO ordersync.board_adopted (tenant_id, sync_id, board_id, at)
SELECT DISTINCT tenant_id, sync_id, board_id, now() FROM ordersync.board_item;
CALL kernel.wall('ordersync.board_adopted');

-- Which run writes to a board: one at a time, whatever sync, token or further board it has. Free when that run is over.
CREATE TABLE ordersync.board_writer (
    tenant_id uuid        NOT NULL,
    vendor    text        NOT NULL,
    board_id  text        NOT NULL,
    run_id    uuid        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, vendor, board_id)
);
CALL kernel.wall('ordersync.board_writer');
