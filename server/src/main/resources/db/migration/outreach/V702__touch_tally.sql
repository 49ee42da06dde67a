-- What became of what was decided, by the day on which it was (UTC), step and text, kept by triggers so that no report counts touches:
-- entries to be summed, as of tally. Whoever is erased stays counted.
CREATE TABLE outreach.touch_tally (
    tenant_id   uuid    NOT NULL,
    sequence_id uuid    NOT NULL,
    day         date    NOT NULL,
    entry_id    bigint  GENERATED ALWAYS AS IDENTITY,
    step        text    NOT NULL,
    variant     text    NOT NULL,
    -- of the touch; CONNECTED and REPLIED: of those done, whose lead did so afterwards
    state       text    NOT NULL,
    -- the network said that the two are not connected
    unconnected boolean NOT NULL,
    count       bigint  NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id, day, entry_id)
);
CALL kernel.wall('outreach.touch_tally');

CREATE FUNCTION outreach.count_touches() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
        SELECT tenant_id, sequence_id, (decided_at AT TIME ZONE 'UTC')::date, step, variant, state,
               coalesce(slug LIKE '%no_connection_with_recipient', false), count(*)
        FROM added GROUP BY 1, 2, 3, 4, 5, 6, 7;
    ELSE
        INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
        SELECT tenant_id, sequence_id, (decided_at AT TIME ZONE 'UTC')::date, step, variant, state,
               coalesce(slug LIKE '%no_connection_with_recipient', false), sum(n)
        FROM (SELECT tenant_id, sequence_id, decided_at, step, variant, state, slug, 1 AS n FROM added
              UNION ALL
              SELECT tenant_id, sequence_id, decided_at, step, variant, state, slug, -1 FROM gone) moved
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION outreach.count_answers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
    SELECT t.tenant_id, t.sequence_id, (t.decided_at AT TIME ZONE 'UTC')::date, t.step, t.variant, a.what, false, count(*)
    FROM (VALUES ('CONNECTED', OLD.connected_at, NEW.connected_at), ('REPLIED', OLD.replied_at, NEW.replied_at)) AS a (what, before, at)
    JOIN outreach.touch t ON t.tenant_id = NEW.tenant_id AND t.lead_id = NEW.lead_id AND t.state = 'DONE' AND t.variant <> ''
        AND t.done_at <= a.at
    WHERE a.before IS NULL AND a.at IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END
$$;

CREATE TRIGGER tally_added AFTER INSERT ON outreach.touch REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_touches();
CREATE TRIGGER tally_moved AFTER UPDATE ON outreach.touch REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_touches();
CREATE TRIGGER tally_answered AFTER UPDATE OF connected_at, replied_at ON outreach.lead FOR EACH ROW
    WHEN (OLD.connected_at IS NULL AND NEW.connected_at IS NOT NULL OR OLD.replied_at IS NULL AND NEW.replied_at IS NOT NULL)
    EXECUTE FUNCTION outreach.count_answers();

DROP INDEX outreach.touch_of_variant;

-- how long it took until a connection was known, and until it was known what became of a call
CREATE INDEX event_connected ON outreach.event (tenant_id, event_id) WHERE kind = 'CONNECTED';
CREATE INDEX event_uncertain ON outreach.event (tenant_id, event_id) WHERE kind = 'UNCERTAIN';

-- what was there before
INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
SELECT tenant_id, sequence_id, (decided_at AT TIME ZONE 'UTC')::date, step, variant, state,
       coalesce(slug LIKE '%no_connection_with_recipient', false), count(*)
FROM outreach.touch GROUP BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
SELECT t.tenant_id, t.sequence_id, (t.decided_at AT TIME ZONE 'UTC')::date, t.step, t.variant, a.what, false, count(*)
FROM outreach.lead l
CROSS JOIN LATERAL (VALUES ('CONNECTED', l.connected_at), ('REPLIED', l.replied_at)) AS a (what, at)
JOIN outreach.touch t ON t.tenant_id = l.tenant_id AND t.lead_id = l.lead_id AND t.state = 'DONE' AND t.variant <> ''
    AND t.done_at <= a.at
WHERE a.at IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6;
