-- How long leads are held by calls that failed in a way that passes or whose outcome nobody knew, kept as leads change, so that what is
-- still open counts and what something else held does not.

-- when what holds a lead was last looked at, where that alone changed
ALTER TABLE outreach.lead ADD looked_at timestamptz;

CREATE TABLE outreach.trouble (
    tenant_id    uuid             NOT NULL,
    lead_id      uuid             NOT NULL,
    began_at     timestamptz      NOT NULL,
    sequence_id  uuid             NOT NULL,
    -- in which the fault itself held the lead, until counts_since
    seconds      double precision NOT NULL DEFAULT 0,
    -- from then on it holds it; null: something else does (a window, a quota, a signed-out account), or it is over
    counts_since timestamptz,
    -- it was done, or known; null: not yet
    over_at      timestamptz,
    PRIMARY KEY (tenant_id, lead_id, began_at),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CREATE INDEX trouble_newest ON outreach.trouble (tenant_id, began_at);
CREATE INDEX trouble_of_sequence ON outreach.trouble (tenant_id, sequence_id, began_at);
CALL kernel.wall('outreach.trouble');

CREATE FUNCTION outreach.keep_trouble() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    troubled boolean := NEW.ended_at IS NULL AND (NEW.state = 'PENDING_VERIFY' OR NEW.tries > 0);
    looked   timestamptz := greatest(NEW.changed_at, NEW.looked_at);
    counts   boolean := troubled AND (NEW.blocker IS NULL OR NEW.blocker IN ('UNREACHABLE', 'VERIFY', 'SPACING'))
        AND coalesce((SELECT s.status = 'OK' FROM outreach.sender s WHERE s.tenant_id = NEW.tenant_id AND s.sender_id = NEW.sender_id), true);
BEGIN
    UPDATE outreach.trouble SET
        seconds = seconds + CASE WHEN counts_since IS NULL THEN 0
                                 ELSE greatest(0, extract(epoch FROM looked - counts_since)::double precision) END,
        counts_since = CASE WHEN counts THEN greatest(looked, counts_since) END,
        over_at = CASE WHEN troubled THEN NULL ELSE looked END
    WHERE tenant_id = NEW.tenant_id AND lead_id = NEW.lead_id AND over_at IS NULL;
    IF NOT FOUND AND troubled AND (NEW.state = 'PENDING_VERIFY' OR NEW.blocker = 'UNREACHABLE') THEN
        INSERT INTO outreach.trouble (tenant_id, lead_id, began_at, sequence_id, counts_since)
        VALUES (NEW.tenant_id, NEW.lead_id, looked, NEW.sequence_id, CASE WHEN counts THEN looked END)
        ON CONFLICT (tenant_id, lead_id, began_at) DO UPDATE SET over_at = NULL, counts_since = excluded.counts_since;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER trouble_kept AFTER UPDATE ON outreach.lead FOR EACH ROW
    WHEN (OLD.tries > 0 OR NEW.tries > 0 OR OLD.state = 'PENDING_VERIFY' OR NEW.state = 'PENDING_VERIFY')
    EXECUTE FUNCTION outreach.keep_trouble();

-- what was there before: calls whose answer was lost and what is known of them, and who is held now
INSERT INTO outreach.trouble (tenant_id, lead_id, began_at, sequence_id, seconds, over_at)
SELECT lost.tenant_id, lost.lead_id, lost.at, lost.sequence_id, greatest(0, extract(epoch FROM settled.at - lost.at)), settled.at
FROM outreach.event lost
JOIN outreach.lead l ON l.tenant_id = lost.tenant_id AND l.lead_id = lost.lead_id
JOIN LATERAL (SELECT e.at FROM outreach.event e WHERE e.tenant_id = lost.tenant_id AND e.lead_id = lost.lead_id AND e.event_id > lost.event_id
                AND e.kind IN ('VERIFIED', 'INVITED', 'MESSAGED', 'INMAILED', 'MAILED', 'CONNECTED', 'FAILED') ORDER BY e.event_id LIMIT 1) settled ON true
WHERE lost.kind = 'UNCERTAIN'
ON CONFLICT DO NOTHING;
INSERT INTO outreach.trouble (tenant_id, lead_id, began_at, sequence_id, counts_since)
SELECT tenant_id, lead_id, changed_at, sequence_id, changed_at FROM outreach.lead
WHERE ended_at IS NULL AND (state = 'PENDING_VERIFY' OR tries > 0 AND blocker = 'UNREACHABLE')
ON CONFLICT (tenant_id, lead_id, began_at) DO UPDATE SET over_at = NULL, counts_since = excluded.counts_since;
DROP INDEX outreach.event_uncertain;

-- What did not go well in a minute, in words for people; null: everything did.
ALTER TABLE outreach.beat ADD failed text;

-- Of the invitations that went out from here, how many were accepted: further entries of touch_tally by the day of the invitation.
-- INVITED: it went out; ACCEPTED: the two were connected afterwards.
CREATE FUNCTION outreach.count_invitations() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
    SELECT a.tenant_id, a.sequence_id, (a.decided_at AT TIME ZONE 'UTC')::date, a.step, a.variant, w.what, false, count(*)
    FROM added a
    LEFT JOIN gone g ON g.tenant_id = a.tenant_id AND g.touch_id = a.touch_id
    JOIN outreach.lead l ON l.tenant_id = a.tenant_id AND l.lead_id = a.lead_id
    CROSS JOIN LATERAL (VALUES ('INVITED', true), ('ACCEPTED', coalesce(l.connected_at >= a.decided_at, false))) AS w (what, so)
    WHERE a.state = 'DONE' AND g.state IS DISTINCT FROM 'DONE' AND a.action IN ('INVITE', 'NOTED_INVITE') AND a.sender_id IS NOT NULL AND w.so
    GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END
$$;
CREATE TRIGGER tally_invited AFTER UPDATE ON outreach.touch REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_invitations();

CREATE FUNCTION outreach.count_acceptances() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
    SELECT t.tenant_id, t.sequence_id, (t.decided_at AT TIME ZONE 'UTC')::date, t.step, t.variant, 'ACCEPTED', false, count(*)
    FROM outreach.touch t
    WHERE t.tenant_id = NEW.tenant_id AND t.lead_id = NEW.lead_id AND t.state = 'DONE' AND t.action IN ('INVITE', 'NOTED_INVITE')
      AND t.sender_id IS NOT NULL AND t.decided_at <= NEW.connected_at
    GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END
$$;
CREATE TRIGGER tally_accepted AFTER UPDATE OF connected_at ON outreach.lead FOR EACH ROW
    WHEN (OLD.connected_at IS NULL AND NEW.connected_at IS NOT NULL)
    EXECUTE FUNCTION outreach.count_acceptances();

INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
SELECT t.tenant_id, t.sequence_id, (t.decided_at AT TIME ZONE 'UTC')::date, t.step, t.variant, w.what, false, count(*)
FROM outreach.touch t
JOIN outreach.lead l ON l.tenant_id = t.tenant_id AND l.lead_id = t.lead_id
CROSS JOIN LATERAL (VALUES ('INVITED', true), ('ACCEPTED', coalesce(l.connected_at >= t.decided_at, false))) AS w (what, so)
WHERE t.state = 'DONE' AND t.action IN ('INVITE', 'NOTED_INVITE') AND t.sender_id IS NOT NULL AND w.so
GROUP BY 1, 2, 3, 4, 5, 6;

-- what failed lately, by class of error
CREATE INDEX event_trouble ON outreach.event (tenant_id, at) WHERE kind IN ('REFUSED', 'UNCERTAIN', 'FAILED');
