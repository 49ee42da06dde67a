-- The person that a contact became when somebody said it is not the one it was taken for.
ALTER TABLE matching.review ADD COLUMN parted_to uuid;

-- How many customers are prepared, so that nobody counts them for each page of contacts.
ALTER TABLE matching.settings ADD COLUMN customers bigint NOT NULL DEFAULT 0;

-- The last search for customers who are there twice; it goes on after the one it looked at last.
CREATE TABLE matching.search (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    run_id     uuid        NOT NULL,
    phase      text        NOT NULL CHECK (phase IN ('PREPARE', 'COMPARE', 'DONE')),
    after_id   uuid        NOT NULL,
    looked     bigint      NOT NULL DEFAULT 0,
    customers  bigint      NOT NULL DEFAULT 0,
    found      bigint      NOT NULL DEFAULT 0,
    started_by text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CALL kernel.wall('matching.search');

-- Statistics of keys that were just filled: until they are there the planner takes the table for an empty one, and reads all keys of a
-- tenant for each key that is looked for.
CREATE FUNCTION matching.take_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
BEGIN
    ANALYZE matching.block, matching.prepared (tenant_id, person_id, version), matching.frequency;
EXCEPTION
    -- somebody takes them just now
    WHEN lock_not_available THEN NULL;
END
$$;
REVOKE ALL ON FUNCTION matching.take_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching.take_statistics() TO ${app};
