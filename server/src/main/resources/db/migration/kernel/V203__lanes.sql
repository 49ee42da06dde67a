-- Fair shares: who may have how many runs at once, and whose turn it is when a place becomes free. A run that asks for a place
-- stands in the lane of its tenant and user (slot WAITS) until kernel.admit_runs gives it one (slot GIVEN) with a scheduled
-- look at it. Places in use are counted from these rows each time, never kept as a number: nothing can leak.

ALTER TABLE kernel.run
    ADD COLUMN slot text CHECK (slot IN ('WAITS', 'GIVEN')),
    -- the user who asked; the program itself has a lane of its own
    ADD COLUMN lane uuid NOT NULL GENERATED ALWAYS AS (coalesce(started_by, '00000000-0000-0000-0000-000000000000'::uuid)) STORED,
    -- what it takes of its lane's share: 1 for a run of seconds, more for the kinds that run long
    ADD COLUMN cost smallint NOT NULL DEFAULT 1 CHECK (cost BETWEEN 1 AND 100),
    ADD CHECK (slot IS NULL OR state IN ('QUEUED', 'RUNNING'));

CREATE INDEX run_waits_for_slot ON kernel.run (tenant_id, lane, position) WHERE slot = 'WAITS';
CREATE INDEX run_has_slot ON kernel.run (tenant_id, lane) WHERE slot = 'GIVEN';
-- for "how long did the last ones take"
CREATE INDEX run_ended ON kernel.run (tenant_id, finished_at DESC) WHERE finished_at IS NOT NULL;

-- a new release begins with every run that is at work or has a look scheduled in its place
UPDATE kernel.run SET slot = 'GIVEN' WHERE state = 'RUNNING';
UPDATE kernel.run r SET slot = 'GIVEN' WHERE r.state = 'QUEUED'
    AND EXISTS (SELECT FROM scheduler.scheduled_tasks t WHERE t.task_name = 'run'
                AND t.task_instance = r.tenant_id || '/' || r.run_id || '/' || r.wake);

-- Deficit round robin: how far each lane has been served, in rounds. Kept only while several lanes wait. The tenant's own account
-- is the one whose lane is the tenant's id.
CREATE TABLE kernel.run_lane (
    tenant_id uuid             NOT NULL,
    lane      uuid             NOT NULL,
    round     double precision NOT NULL,
    PRIMARY KEY (tenant_id, lane)
);
CALL kernel.wall('kernel.run_lane', 'SELECT');

-- Nodes that work on runs, with the time until which they are believed to.
CREATE TABLE scheduler.node (
    name        text        NOT NULL PRIMARY KEY,
    threads     integer     NOT NULL CHECK (threads > 0),
    alive_until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduler.node TO ${app};

-- How many runs may have a place in all: as many as the nodes have threads, and as many again ready to hand so that no thread idles
-- between two. Without a node nothing runs and nothing is to be rationed.
CREATE FUNCTION kernel.run_places(now timestamptz) RETURNS bigint
    LANGUAGE sql STABLE SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT coalesce(2 * sum(n.threads), 1000000) FROM scheduler.node n WHERE n.alive_until > run_places.now;
    END;

-- Gives free places to those who wait. At most tenant_most runs of a tenant and user_most of a user have one at a time.
-- The lane that has been served least goes first: each turn costs it the run's cost. Returns how many places were given.
CREATE FUNCTION kernel.admit_runs(now timestamptz, tenant_most integer, user_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
DECLARE
    nobody constant uuid := '00000000-0000-0000-0000-000000000000';
    room   bigint;
    given  integer := 0;
    next   record;
BEGIN
    IF NOT EXISTS (SELECT FROM kernel.run r WHERE r.slot = 'WAITS') THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('kernel.admit_runs'));
    room := kernel.run_places(now) - (SELECT count(*) FROM kernel.run r WHERE r.slot = 'GIVEN' AND (r.state = 'QUEUED' OR r.lease_until > now));
    IF room > 0 THEN
        -- who comes anew begins where the others are: neither behind them nor with turns saved up while it was idle
        WITH RECURSIVE waiting AS (
            (SELECT r.tenant_id, r.lane FROM kernel.run r WHERE r.slot = 'WAITS' ORDER BY r.tenant_id, r.lane LIMIT 1)
            UNION ALL
            SELECT n.tenant_id, n.lane FROM waiting w CROSS JOIN LATERAL (
                SELECT r.tenant_id, r.lane FROM kernel.run r
                WHERE r.slot = 'WAITS' AND (r.tenant_id, r.lane) > (w.tenant_id, w.lane) ORDER BY r.tenant_id, r.lane LIMIT 1) n
        )
        INSERT INTO kernel.run_lane (tenant_id, lane, round)
        SELECT w.tenant_id, a.lane, coalesce(CASE WHEN a.lane = w.tenant_id
            THEN (SELECT min(l.round) FROM kernel.run_lane l WHERE l.lane = l.tenant_id)
            ELSE (SELECT min(l.round) FROM kernel.run_lane l WHERE l.tenant_id = w.tenant_id AND l.lane <> l.tenant_id) END, 0)
        FROM waiting w CROSS JOIN LATERAL (VALUES (w.tenant_id), (w.lane)) a (lane)
        WHERE (SELECT count(*) FROM waiting) > 1
          AND NOT EXISTS (SELECT FROM kernel.run_lane l WHERE l.tenant_id = w.tenant_id AND l.lane = a.lane)
        ON CONFLICT DO NOTHING;
    END IF;
    WHILE room > 0 LOOP
        WITH RECURSIVE waiting AS (
            (SELECT r.tenant_id, r.lane FROM kernel.run r WHERE r.slot = 'WAITS' ORDER BY r.tenant_id, r.lane LIMIT 1)
            UNION ALL
            SELECT n.tenant_id, n.lane FROM waiting w CROSS JOIN LATERAL (
                SELECT r.tenant_id, r.lane FROM kernel.run r
                WHERE r.slot = 'WAITS' AND (r.tenant_id, r.lane) > (w.tenant_id, w.lane) ORDER BY r.tenant_id, r.lane LIMIT 1) n
        ), held AS (
            SELECT r.tenant_id, r.lane, count(*) AS runs FROM kernel.run r
            WHERE r.slot = 'GIVEN' AND (r.state = 'QUEUED' OR r.lease_until > now) GROUP BY r.tenant_id, r.lane
        ), tenants AS (
            SELECT h.tenant_id, sum(h.runs) AS runs FROM held h GROUP BY h.tenant_id
        ), able AS (
            SELECT w.tenant_id, w.lane, coalesce(h.runs, 0) AS user_runs, coalesce(t.runs, 0) AS tenant_runs,
                coalesce(ta.round, 0) AS tenant_round, coalesce(ua.round, 0) AS user_round,
                count(*) OVER () AS lanes
            FROM waiting w
            LEFT JOIN held h ON h.tenant_id = w.tenant_id AND h.lane = w.lane
            LEFT JOIN tenants t ON t.tenant_id = w.tenant_id
            LEFT JOIN kernel.run_lane ta ON ta.tenant_id = w.tenant_id AND ta.lane = w.tenant_id
            LEFT JOIN kernel.run_lane ua ON ua.tenant_id = w.tenant_id AND ua.lane = w.lane
        )
        SELECT o.*, head.run_id, head.cost INTO next
        FROM able o CROSS JOIN LATERAL (
            SELECT r.run_id, r.cost FROM kernel.run r WHERE r.slot = 'WAITS' AND r.tenant_id = o.tenant_id AND r.lane = o.lane
            ORDER BY r.position LIMIT 1) head
        WHERE o.tenant_runs < tenant_most AND (o.lane = nobody OR o.user_runs < user_most)
        ORDER BY o.tenant_round, o.tenant_runs, o.tenant_id, o.user_round, o.user_runs, o.lane LIMIT 1;
        EXIT WHEN NOT FOUND;
        IF next.lanes = 1 THEN
            -- alone: as many as there is room for, at once, and no account to keep
            WITH heads AS (
                SELECT r.tenant_id, r.run_id FROM kernel.run r WHERE r.slot = 'WAITS' AND r.tenant_id = next.tenant_id AND r.lane = next.lane
                ORDER BY r.position LIMIT least(room, tenant_most - next.tenant_runs, CASE WHEN next.lane = nobody THEN room ELSE user_most - next.user_runs END)
            ), admitted AS (
                UPDATE kernel.run r SET slot = 'GIVEN', wake = r.wake + 1 FROM heads h
                WHERE r.tenant_id = h.tenant_id AND r.run_id = h.run_id AND r.slot = 'WAITS'
                RETURNING r.tenant_id, r.run_id, r.wake, r.position
            ), looks AS (
                INSERT INTO scheduler.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                SELECT 'run', a.tenant_id || '/' || a.run_id || '/' || a.wake, now, false, 1 FROM admitted a ORDER BY a.position
                ON CONFLICT DO NOTHING RETURNING 1
            )
            SELECT given + count(*) INTO given FROM looks;
            EXIT;
        END IF;
        WITH admitted AS (
            UPDATE kernel.run r SET slot = 'GIVEN', wake = r.wake + 1
            WHERE r.tenant_id = next.tenant_id AND r.run_id = next.run_id AND r.slot = 'WAITS'
            RETURNING r.tenant_id, r.run_id, r.wake
        )
        INSERT INTO scheduler.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        SELECT 'run', a.tenant_id || '/' || a.run_id || '/' || a.wake, now, false, 1 FROM admitted a
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            given := given + 1;
            INSERT INTO kernel.run_lane AS l (tenant_id, lane, round)
            VALUES (next.tenant_id, next.tenant_id, next.tenant_round + next.cost), (next.tenant_id, next.lane, next.user_round + next.cost)
            ON CONFLICT (tenant_id, lane) DO UPDATE SET round = excluded.round;
        END IF;
        room := room - 1;
    END LOOP;
    -- a lane that waits no more has no account: idling earns nothing
    DELETE FROM kernel.run_lane l
    WHERE NOT EXISTS (SELECT FROM kernel.run r WHERE r.slot = 'WAITS' AND r.tenant_id = l.tenant_id AND (r.lane = l.lane OR l.lane = l.tenant_id));
    RETURN given;
END
$$;

-- How many runs that wait get a place before this one, of other tenants too: a number, nothing else of them.
CREATE FUNCTION kernel.runs_ahead(tenant uuid, run uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        WITH mine AS (
            SELECT r.tenant_id, r.lane, r.position FROM kernel.run r WHERE r.tenant_id = runs_ahead.tenant AND r.run_id = runs_ahead.run AND r.slot = 'WAITS'
        ), own AS (
            SELECT count(*) AS ahead FROM mine m JOIN kernel.run r ON r.tenant_id = m.tenant_id AND r.lane = m.lane AND r.slot = 'WAITS' AND r.position < m.position
        ), users AS (
            -- turn about: of each other lane as many as of its own, or all it has
            SELECT o.ahead + coalesce(sum(least(coalesce(l.runs, 0), o.ahead + 1)), 0) AS ahead
            FROM own o LEFT JOIN (
                SELECT r.lane, count(*) AS runs FROM kernel.run r, mine m
                WHERE r.tenant_id = m.tenant_id AND r.lane <> m.lane AND r.slot = 'WAITS' GROUP BY r.lane) l ON true
            GROUP BY o.ahead
        )
        SELECT (u.ahead + coalesce(sum(least(coalesce(t.runs, 0), u.ahead + 1)), 0))::bigint
        FROM users u LEFT JOIN (
            SELECT r.tenant_id, count(*) AS runs FROM kernel.run r, mine m
            WHERE r.tenant_id <> m.tenant_id AND r.slot = 'WAITS' GROUP BY r.tenant_id) t ON true
        WHERE EXISTS (SELECT FROM mine)
        GROUP BY u.ahead;
    END;

-- As before, but a run that waits for a place is where it should be.
CREATE OR REPLACE FUNCTION kernel.stranded_runs(before timestamptz) RETURNS TABLE (tenant_id uuid, run_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT r.tenant_id, r.run_id FROM kernel.run r
        WHERE (r.state = 'RUNNING' AND r.lease_until < before)
           OR (r.state = 'PAUSED' AND r.waits_until < before)
           OR (r.state = 'QUEUED' AND r.slot IS DISTINCT FROM 'WAITS' AND r.updated_at < before AND coalesce(r.waits_until < before, true)
               AND (r.holds_key OR r.exclusive_key IS NULL
                    OR NOT EXISTS (SELECT FROM kernel.run o WHERE o.tenant_id = r.tenant_id AND o.exclusive_key = r.exclusive_key
                                   AND (o.holds_key OR (o.state = 'QUEUED' AND o.position < r.position)))));
    END;

-- Each NOTIFY makes commits wait for one another, in all databases: news are rows as before, and told in bulk right after the commit.
CREATE FUNCTION kernel.tell_live(payloads text[]) RETURNS bigint
    LANGUAGE sql SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT count(pg_notify('salessync_live', p)) FROM unnest(payloads) p;
    END;
REVOKE ALL ON FUNCTION kernel.tell_live(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.tell_live(text[]) TO ${app};

REVOKE ALL ON FUNCTION kernel.admit_runs(timestamptz, integer, integer), kernel.run_places(timestamptz), kernel.runs_ahead(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.admit_runs(timestamptz, integer, integer), kernel.run_places(timestamptz), kernel.runs_ahead(uuid, uuid) TO ${app};
