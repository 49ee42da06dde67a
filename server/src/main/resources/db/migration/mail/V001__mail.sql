-- Mail that goes out: a row is the intent, written with what decides it; the conversation with the mail server comes after.

CREATE TABLE mail.message (
    tenant_id    uuid        NOT NULL,
    mail_id      uuid        NOT NULL,
    position     bigint      GENERATED ALWAYS AS IDENTITY,
    mail_key     text        NOT NULL,
    recipient    text        NOT NULL,
    -- of the recipient, in lower case: mails are paced by it
    domain       text        NOT NULL,
    subject      text        NOT NULL,
    -- null: past their time, blanked
    body_text    text,
    body_html    text,
    reason       text        NOT NULL,
    run_id       uuid,
    record_key   text,
    state        text        NOT NULL
                 CHECK (state IN ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'BOUNCED', 'FAILED', 'UNKNOWN')),
    attempts     integer     NOT NULL DEFAULT 0,
    error        text,
    queued_at    timestamptz NOT NULL,
    -- of a QUEUED mail: not before then
    next_at      timestamptz,
    tried_at     timestamptz,
    -- of a SENDING mail: after that the node that sends it is dead, and nobody can tell what became of it
    lease_until  timestamptz,
    sent_at      timestamptz,
    delivered_at timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (tenant_id, mail_id),
    UNIQUE (tenant_id, mail_key),
    CHECK ((next_at IS NOT NULL) = (state = 'QUEUED')),
    CHECK ((lease_until IS NOT NULL) = (state = 'SENDING'))
);
CREATE INDEX message_by_time ON mail.message (tenant_id, position DESC);
CREATE INDEX message_due ON mail.message (next_at) WHERE state = 'QUEUED';
CREATE INDEX message_sending ON mail.message (lease_until) WHERE state = 'SENDING';
CREATE INDEX message_paced ON mail.message (tenant_id, domain, tried_at) WHERE tried_at IS NOT NULL;
CREATE INDEX message_of_run ON mail.message (tenant_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX message_of_record ON mail.message (tenant_id, record_key) WHERE record_key IS NOT NULL;
CREATE INDEX message_bodies ON mail.message (tenant_id, ended_at) WHERE body_text IS NOT NULL AND ended_at IS NOT NULL;
CALL kernel.wall('mail.message', 'SELECT, INSERT, UPDATE');

-- Asked by every node, before a tenant is known: what is to be sent, and what a dead node left behind.
CREATE FUNCTION mail.due(now timestamptz, most integer) RETURNS TABLE (tenant_id uuid, mail_id uuid, state text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        (SELECT m.tenant_id, m.mail_id, m.state FROM mail.message m
            WHERE m.state = 'SENDING' AND m.lease_until < due.now ORDER BY m.lease_until LIMIT due.most)
        UNION ALL
        (SELECT m.tenant_id, m.mail_id, m.state FROM mail.message m
            WHERE m.state = 'QUEUED' AND m.next_at <= due.now ORDER BY m.next_at LIMIT due.most);
    END;

-- For a gauge and for the alert about a queue that grows: of all tenants, without naming one.
CREATE FUNCTION mail.waiting() RETURNS TABLE (mails bigint, oldest timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT count(*), min(m.queued_at) FROM mail.message m WHERE m.state = 'QUEUED';
    END;

REVOKE ALL ON FUNCTION mail.due(timestamptz, integer), mail.waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail.due(timestamptz, integer), mail.waiting() TO ${app};
