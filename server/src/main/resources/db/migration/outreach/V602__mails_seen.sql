-- Mails of services that were handled, told by news or found by a look: each once.
CREATE TABLE outreach.mail_seen (
    tenant_id uuid        NOT NULL,
    sender_id uuid        NOT NULL,
    mail      text        NOT NULL,
    seen_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sender_id, mail),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender (tenant_id, sender_id) ON DELETE CASCADE
);
CREATE INDEX mail_seen_by_time ON outreach.mail_seen (tenant_id, sender_id, seen_at);
CALL kernel.wall('outreach.mail_seen');
