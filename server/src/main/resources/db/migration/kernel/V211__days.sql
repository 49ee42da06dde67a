-- Tables that are kept by UTC day: one way to make and drop their partitions, for the functions of each module that are the
-- application's way to it. A table needs a partition <name>_default for lines of days that are not made.

CREATE FUNCTION kernel.prepare_day(parent regclass, day date) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    space text;
    base  text;
    part  text;
    lower timestamptz := day::timestamp AT TIME ZONE 'UTC';
    upper timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
    SELECT n.nspname, c.relname INTO space, base FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = parent;
    part := base || '_p' || to_char(day, 'YYYYMMDD');
    PERFORM pg_advisory_xact_lock(hashtext(space || '.' || base));
    IF to_regclass(format('%I.%I', space, part)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', space, part, space, base);
    EXECUTE format('CALL kernel.wall(%L, %L)', format('%I.%I', space, part), 'SELECT');
    EXECUTE format('REVOKE ALL ON %I.%I FROM ${app}', space, part);
    EXECUTE format('WITH moved AS (DELETE FROM %I.%I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I.%I SELECT * FROM moved',
        space, base || '_default', lower, upper, space, part);
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)', space, base, space, part, lower, upper);
    RETURN true;
END
$$;

CREATE FUNCTION kernel.expire_days(parent regclass, first_kept date) RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog SET lock_timeout = '5s' AS $$
DECLARE
    space   text;
    base    text;
    part    text;
    dropped integer := 0;
BEGIN
    SELECT n.nspname, c.relname INTO space, base FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = parent;
    PERFORM pg_advisory_xact_lock(hashtext(space || '.' || base));
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent AND c.relname ~ ('^' || base || '_p[0-9]{8}$')
          AND c.relname < base || '_p' || to_char(first_kept, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %I.%I', space, part);
        dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM %I.%I WHERE at < %L', space, base || '_default', first_kept::timestamp AT TIME ZONE 'UTC');
    RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION kernel.prepare_day(regclass, date), kernel.expire_days(regclass, date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION kernel.prepare_run_log(day date) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT kernel.prepare_day('kernel.run_log', day) $$;
CREATE OR REPLACE FUNCTION kernel.expire_run_log(first_kept date) RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT kernel.expire_days('kernel.run_log', first_kept) $$;
