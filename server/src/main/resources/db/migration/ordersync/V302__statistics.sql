-- Statistics of what a load has just filled: until they are there the planner takes a list of many thousand rows for one row, and
-- loops over all of one table for each row of another. The database takes them by itself too, about a minute later.

CREATE FUNCTION ordersync.take_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
BEGIN
    ANALYZE ordersync.order_list (tenant_id, sync_id, source_key, record_uuid, group_name, removed, lines),
            ordersync.order_list_lines (tenant_id, sync_id, source_key, line_key, record_uuid, removed),
            ordersync.order_list_delta (tenant_id, sync_id, delta_id, source_key, record_uuid, group_name, version, action, state,
                followed),
            ordersync.order_list_lines_delta (tenant_id, sync_id, delta_id, source_key, record_uuid, order_uuid, group_name,
                version, action, state, followed);
EXCEPTION
    -- somebody takes them just now
    WHEN lock_not_available THEN NULL;
END
$$;
REVOKE ALL ON FUNCTION ordersync.take_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ordersync.take_statistics() TO ${app};
