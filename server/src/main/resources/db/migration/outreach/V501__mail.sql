-- Mails of sequences: what was written, to whom, and what became of it beyond the touch.
CREATE TABLE outreach.mail (
    tenant_id   uuid        NOT NULL,
    touch_id    uuid        NOT NULL,
    lead_id     uuid        NOT NULL,
    sender_id   uuid        NOT NULL,
    address     text        COLLATE "C" NOT NULL,
    domain      text        COLLATE "C" NOT NULL,
    subject     text        NOT NULL,
    -- ours; of a service, what it told
    message_id  text        COLLATE "C",
    -- the header References of an answer to it
    chain       text        NOT NULL DEFAULT '',
    -- the whole letter
    letter      jsonb       NOT NULL,
    -- what the conversation with the own server told: READY, SENDING, TAKEN, NOT_TAKEN, REFUSED, LOST; of a service always READY
    outcome     text        NOT NULL DEFAULT 'READY' CHECK (outcome IN ('READY', 'SENDING', 'TAKEN', 'NOT_TAKEN', 'REFUSED', 'LOST')),
    reason      text,
    decided_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    -- what the service gave when it was sent, and the service's id of the mail itself
    tracking    text        COLLATE "C",
    vendor_mail text        COLLATE "C",
    -- reports that it could not be delivered for now
    soft        integer     NOT NULL DEFAULT 0,
    bounced_at  timestamptz,
    unsubscribed_at timestamptz,
    PRIMARY KEY (tenant_id, touch_id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CREATE INDEX mail_of_domain ON outreach.mail (tenant_id, domain, decided_at);
CREATE INDEX mail_of_lead ON outreach.mail (tenant_id, lead_id, sent_at);
CREATE INDEX mail_of_address ON outreach.mail (tenant_id, address);
CREATE INDEX mail_of_message ON outreach.mail (tenant_id, message_id);
CALL kernel.wall('outreach.mail');
