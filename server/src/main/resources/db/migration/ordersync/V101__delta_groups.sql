-- Where an order lay before an unsent change, so that moving it back dissolves the change; and how each board column was mapped
-- at the last load, so that a column mapped anew counts as a change of every record.

ALTER TABLE ordersync.order_list_delta ADD COLUMN old_group text;
ALTER TABLE ordersync.sync ADD COLUMN fingerprints jsonb NOT NULL DEFAULT '{}';
CREATE INDEX ON ordersync.order_list_delta (tenant_id, sync_id, synced_at) WHERE state = 'SYNCED';
CREATE INDEX ON ordersync.order_list_lines_delta (tenant_id, sync_id, synced_at) WHERE state = 'SYNCED';
