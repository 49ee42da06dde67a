-- One writer per board on the whole installation: the same board at the same place may be known to several tenants. The place is
-- the vendor's address as the connection has it.

ALTER TABLE ordersync.board_writer ADD COLUMN place text NOT NULL DEFAULT '';
ALTER TABLE ordersync.board_writer
    ALTER COLUMN place DROP DEFAULT,
    DROP CONSTRAINT board_writer_pkey,
    ADD PRIMARY KEY (tenant_id, vendor, place, board_id);
CREATE INDEX ON ordersync.board_writer (vendor, place, board_id);

-- Whether a run of another tenant that is not over writes to this board; no word of which. Who asks is alone with the board until
-- the end of his transaction.
CREATE FUNCTION ordersync.others_write(at_vendor text, at_place text, to_board text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ordersync.board_writer ' || at_vendor || ' ' || at_place || ' ' || to_board, 0));
    RETURN EXISTS (
        SELECT FROM ordersync.board_writer w JOIN kernel.run r ON r.tenant_id = w.tenant_id AND r.run_id = w.run_id
        WHERE w.vendor = at_vendor AND w.place = at_place AND w.board_id = to_board
          AND w.tenant_id IS DISTINCT FROM kernel.current_tenant()
          AND r.state NOT IN ('SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED'));
END
$$;
REVOKE ALL ON FUNCTION ordersync.others_write(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ordersync.others_write(text, text, text) TO ${app};
