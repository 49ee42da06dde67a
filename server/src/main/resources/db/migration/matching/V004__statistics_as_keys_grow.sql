-- Statistics are taken when the keys have grown by a fifth since the last time: to take them for each piece of many customers that are prepared
-- took longer than the piece.
CREATE OR REPLACE FUNCTION matching.take_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
BEGIN
    IF pg_relation_size('matching.block') / current_setting('block_size')::bigint
            > (SELECT relpages * 1.2 FROM pg_class WHERE oid = 'matching.block'::regclass) THEN
        ANALYZE matching.block, matching.prepared (tenant_id, person_id, version), matching.frequency;
    END IF;
EXCEPTION
    -- somebody takes them just now
    WHEN lock_not_available THEN NULL;
END
$$;
REVOKE ALL ON FUNCTION matching.take_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching.take_statistics() TO ${app};
