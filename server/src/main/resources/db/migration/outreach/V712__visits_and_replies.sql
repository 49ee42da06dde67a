-- What tells of openings and followed links in mails of the own server, and what it takes to answer mails from the inbox.

-- Calls for a mail's picture or one of its links; whose they are is told when it is known what else was called for.
CREATE TABLE outreach.mail_visit (
    tenant_id uuid        NOT NULL,
    visit_id  bigint      GENERATED ALWAYS AS IDENTITY,
    touch_id  uuid        NOT NULL,
    -- which of the mail's links; null: the picture
    link      integer,
    at        timestamptz NOT NULL,
    -- what told by itself that a machine called; null: nothing
    sign      text,
    -- null: not told yet
    verdict   text        CHECK (verdict IN ('PERSON', 'MACHINE')),
    PRIMARY KEY (tenant_id, visit_id),
    FOREIGN KEY (tenant_id, touch_id) REFERENCES outreach.mail ON DELETE CASCADE
);
CREATE INDEX mail_visit_of_mail ON outreach.mail_visit (tenant_id, touch_id, at);
CREATE INDEX mail_visit_open ON outreach.mail_visit (tenant_id, at) WHERE verdict IS NULL;
CALL kernel.wall('outreach.mail_visit');

-- Reports that were heard, so that one that is read again counts once.
CREATE TABLE outreach.mail_report (
    tenant_id uuid NOT NULL,
    touch_id  uuid NOT NULL,
    -- the service's id of the report
    report    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, touch_id, report),
    FOREIGN KEY (tenant_id, touch_id) REFERENCES outreach.mail ON DELETE CASCADE
);
CALL kernel.wall('outreach.mail_report');

ALTER TABLE outreach.message
    -- of a mail: the service's id of it, what its header References said, its subject, who wrote it or whom it went to
    ADD mail_id text COLLATE "C",
    ADD refs    text,
    ADD subject text,
    ADD address text,
    -- of a mail from here: the whole of it
    ADD letter  jsonb,
    -- of a reply from here: nobody can find out more
    ADD over_at timestamptz;

ALTER TABLE outreach.scan DROP CONSTRAINT scan_kind_check;
ALTER TABLE outreach.scan ADD CONSTRAINT scan_kind_check
    CHECK (kind IN ('INCREMENTAL', 'FULL', 'INVITATIONS', 'MESSAGES', 'MAILS', 'PROFILE'));

CREATE INDEX mail_of_sender ON outreach.mail (tenant_id, sender_id, decided_at);
CREATE INDEX message_of_mail ON outreach.message (tenant_id, sender_id) WHERE letter IS NOT NULL;
