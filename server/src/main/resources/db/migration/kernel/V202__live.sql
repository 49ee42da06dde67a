-- What changed and whom to tell. Ids are given before they are committed, so "everything after id N" is not simply id > N:
-- what could still be uncommitted when N was written has a transaction number of at least N's horizon.

CREATE TABLE kernel.live_event (
    tenant_id uuid        NOT NULL,
    event_id  bigint      GENERATED ALWAYS AS IDENTITY,
    topic     text        NOT NULL,
    subject   text        NOT NULL,
    at        timestamptz NOT NULL,
    tx        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    horizon   xid8        NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot()),
    PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX ON kernel.live_event (tenant_id, tx);
CREATE INDEX ON kernel.live_event (at);
CALL kernel.wall('kernel.live_event', 'SELECT, INSERT');

CREATE FUNCTION kernel.publish_live(tenant uuid, topic text, subject text, at timestamptz) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    id bigint;
BEGIN
    INSERT INTO kernel.live_event (tenant_id, topic, subject, at)
        VALUES (tenant, publish_live.topic, publish_live.subject, publish_live.at) RETURNING event_id INTO id;
    PERFORM pg_notify('salessync_live', tenant || ' ' || id || ' ' || publish_live.topic || ' ' || publish_live.subject);
    RETURN id;
END
$$;

-- Everything that was committed after the event last_id, and perhaps a little before it: telling twice does no harm.
CREATE FUNCTION kernel.live_events_after(tenant uuid, last_id bigint) RETURNS TABLE (event_id bigint, topic text, subject text)
    LANGUAGE sql STABLE SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT max(e.event_id), e.topic, e.subject FROM kernel.live_event e
        WHERE e.tenant_id = tenant AND e.event_id <> last_id
          AND (e.event_id > last_id
            OR e.tx >= (SELECT l.horizon FROM kernel.live_event l WHERE l.tenant_id = tenant AND l.event_id = last_id))
        GROUP BY e.topic, e.subject ORDER BY 1;
    END;

CREATE FUNCTION kernel.expire_live_events(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        WITH gone AS (DELETE FROM kernel.live_event WHERE at < before RETURNING 1) SELECT count(*) FROM gone;
    END;

REVOKE ALL ON FUNCTION kernel.publish_live(uuid, text, text, timestamptz), kernel.live_events_after(uuid, bigint),
    kernel.expire_live_events(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.publish_live(uuid, text, text, timestamptz), kernel.live_events_after(uuid, bigint),
    kernel.expire_live_events(timestamptz) TO ${app};
