-- How many records are in which state, by group, kept with every change of them: pages and metrics read these, not the rows.
-- Kept as entries that are summed, so that nobody who changes rows waits for another; they are folded from time to time.

CREATE TABLE ordersync.row_count (
    tenant_id  uuid   NOT NULL,
    sync_id    uuid   NOT NULL,
    entry_id   bigint GENERATED ALWAYS AS IDENTITY,
    kind       text   NOT NULL CHECK (kind IN ('ORDERS', 'LINES')),
    group_name text   NOT NULL,
    -- of a change; RECORD: what the source has
    state      text   NOT NULL CHECK (state IN ('NEW', 'PENDING', 'SENDING', 'SYNCED', 'FAILED', 'BLOCKED', 'UNKNOWN', 'RECORD')),
    amount     bigint NOT NULL,
    PRIMARY KEY (tenant_id, sync_id, entry_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.row_count');

-- Whether a later change of the same record is there: one that is synced and followed says nothing of the board any more.
ALTER TABLE ordersync.order_list_delta ADD COLUMN followed boolean NOT NULL DEFAULT false;
ALTER TABLE ordersync.order_list_lines_delta ADD COLUMN followed boolean NOT NULL DEFAULT false;
UPDATE ordersync.order_list_delta d SET followed = true
FROM (SELECT ctid AS place, version < max(version) OVER (PARTITION BY tenant_id, sync_id, record_uuid) AS followed
      FROM ordersync.order_list_delta) known
WHERE d.ctid = known.place AND known.followed;
UPDATE ordersync.order_list_lines_delta d SET followed = true
FROM (SELECT ctid AS place, version < max(version) OVER (PARTITION BY tenant_id, sync_id, record_uuid) AS followed
      FROM ordersync.order_list_lines_delta) known
WHERE d.ctid = known.place AND known.followed;

-- How many lines the source has of an order.
ALTER TABLE ordersync.order_list ADD COLUMN lines integer NOT NULL DEFAULT 0;
UPDATE ordersync.order_list o SET lines = l.lines
FROM (SELECT tenant_id, sync_id, source_key, count(*) AS lines FROM ordersync.order_list_lines WHERE NOT removed GROUP BY 1, 2, 3) l
WHERE l.tenant_id = o.tenant_id AND l.sync_id = o.sync_id AND l.source_key = o.source_key;

INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
SELECT tenant_id, sync_id, 'ORDERS', group_name, state, count(*) FROM ordersync.order_list_delta
WHERE state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE' GROUP BY 1, 2, 4, 5
UNION ALL
SELECT tenant_id, sync_id, 'LINES', group_name, state, count(*) FROM ordersync.order_list_lines_delta
WHERE state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE' GROUP BY 1, 2, 4, 5
UNION ALL
SELECT tenant_id, sync_id, 'ORDERS', group_name, 'RECORD', count(*) FROM ordersync.order_list WHERE NOT removed GROUP BY 1, 2, 4
UNION ALL
SELECT tenant_id, sync_id, 'LINES', group_name, 'RECORD', sum(lines) FROM ordersync.order_list WHERE NOT removed GROUP BY 1, 2, 4;

-- Each statement that changes rows leaves what it changed of the counts. A row counts by what it says itself, so that what two
-- transactions do to a record adds up whichever of them is first.
CREATE FUNCTION ordersync.count_changes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT tenant_id, sync_id, TG_ARGV[0], group_name, state, count(*) FROM added
        WHERE state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE' GROUP BY 1, 2, 4, 5;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT tenant_id, sync_id, TG_ARGV[0], group_name, state, sum(n) FROM (
            SELECT tenant_id, sync_id, group_name, state, 1 AS n FROM added
            WHERE state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE'
            UNION ALL
            SELECT tenant_id, sync_id, group_name, state, -1 FROM gone
            WHERE state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE') moved
        GROUP BY 1, 2, 4, 5 HAVING sum(n) <> 0;
    ELSE
        -- the sync itself may just be deleted, and its counts with it
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT tenant_id, sync_id, TG_ARGV[0], group_name, state, -count(*) FROM gone
        WHERE (state <> 'SYNCED' OR NOT followed AND action <> 'REMOVE')
          AND sync_id IN (SELECT s.sync_id FROM ordersync.sync s)
        GROUP BY 1, 2, 4, 5;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION ordersync.count_records() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT r.tenant_id, r.sync_id, k.kind, r.group_name, 'RECORD', CASE k.kind WHEN 'ORDERS' THEN r.orders ELSE r.lines END
        FROM (SELECT tenant_id, sync_id, group_name, count(*) AS orders, sum(lines) AS lines FROM added
              WHERE NOT removed GROUP BY 1, 2, 3) r, (VALUES ('ORDERS'), ('LINES')) k (kind)
        WHERE k.kind = 'ORDERS' OR r.lines <> 0;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT r.tenant_id, r.sync_id, k.kind, r.group_name, 'RECORD', CASE k.kind WHEN 'ORDERS' THEN r.orders ELSE r.lines END
        FROM (SELECT tenant_id, sync_id, group_name, sum(n) AS orders, sum(n * lines) AS lines FROM (
                SELECT tenant_id, sync_id, group_name, lines, 1 AS n FROM added WHERE NOT removed
                UNION ALL
                SELECT tenant_id, sync_id, group_name, lines, -1 FROM gone WHERE NOT removed) moved
              GROUP BY 1, 2, 3) r, (VALUES ('ORDERS'), ('LINES')) k (kind)
        WHERE CASE k.kind WHEN 'ORDERS' THEN r.orders ELSE r.lines END <> 0;
    ELSE
        INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
        SELECT r.tenant_id, r.sync_id, k.kind, r.group_name, 'RECORD', -CASE k.kind WHEN 'ORDERS' THEN r.orders ELSE r.lines END
        FROM (SELECT tenant_id, sync_id, group_name, count(*) AS orders, sum(lines) AS lines FROM gone
              WHERE NOT removed AND sync_id IN (SELECT s.sync_id FROM ordersync.sync s)
              GROUP BY 1, 2, 3) r, (VALUES ('ORDERS'), ('LINES')) k (kind)
        WHERE k.kind = 'ORDERS' OR r.lines <> 0;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_added AFTER INSERT ON ordersync.order_list_delta REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('ORDERS');
CREATE TRIGGER count_moved AFTER UPDATE ON ordersync.order_list_delta REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('ORDERS');
CREATE TRIGGER count_gone AFTER DELETE ON ordersync.order_list_delta REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('ORDERS');
CREATE TRIGGER count_added AFTER INSERT ON ordersync.order_list_lines_delta REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('LINES');
CREATE TRIGGER count_moved AFTER UPDATE ON ordersync.order_list_lines_delta REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('LINES');
CREATE TRIGGER count_gone AFTER DELETE ON ordersync.order_list_lines_delta REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_changes('LINES');
CREATE TRIGGER count_added AFTER INSERT ON ordersync.order_list REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_records();
CREATE TRIGGER count_moved AFTER UPDATE ON ordersync.order_list REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_records();
CREATE TRIGGER count_gone AFTER DELETE ON ordersync.order_list REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION ordersync.count_records();
