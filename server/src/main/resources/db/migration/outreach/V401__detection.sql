-- What comes back: news as they came in, looks at accounts and what they saw, conversations.

-- Where a connection's news come in.
CREATE TABLE outreach.news_gate (
    tenant_id     uuid        NOT NULL,
    connection_id uuid        NOT NULL,
    -- part of the address
    token         text        COLLATE "C" NOT NULL,
    -- what the sender has to know, for giving it to the service again
    secret_id     uuid        NOT NULL,
    -- hex of its SHA-256, for comparing
    secret_hash   text        NOT NULL,
    made_at       timestamptz NOT NULL,
    -- the address that the service was told; null: not yet
    url           text,
    subscribed_at timestamptz,
    -- when it is tried or looked at again
    again_at      timestamptz,
    -- why it did not work the last time; null: it did
    error         text,
    PRIMARY KEY (tenant_id, connection_id)
);
CREATE UNIQUE INDEX news_gate_token ON outreach.news_gate (token);
CALL kernel.wall('outreach.news_gate');

-- Asked before a tenant is known.
CREATE FUNCTION outreach.gate_of(gate_token text) RETURNS TABLE (tenant_id uuid, connection_id uuid, secret_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT g.tenant_id, g.connection_id, g.secret_hash FROM outreach.news_gate g WHERE g.token = gate_token;
    END;
REVOKE ALL ON FUNCTION outreach.gate_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outreach.gate_of(text) TO ${app};

CREATE TABLE outreach.news (
    tenant_id     uuid        NOT NULL,
    news_id       bigint      GENERATED ALWAYS AS IDENTITY,
    connection_id uuid        NOT NULL,
    -- the same news told again have the same
    key           text        COLLATE "C" NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('CONNECTED', 'MESSAGED', 'STANDING', 'MAILED', 'TRACKED', 'OTHER', 'UNREADABLE')),
    account       text,
    body          bytea       NOT NULL,
    received_at   timestamptz NOT NULL,
    -- how often it came
    times         integer     NOT NULL DEFAULT 1,
    tries         integer     NOT NULL DEFAULT 0,
    handled_at    timestamptz,
    -- what came of it, for people
    outcome       text,
    PRIMARY KEY (tenant_id, news_id),
    UNIQUE (tenant_id, connection_id, key)
);
CREATE INDEX news_waiting ON outreach.news (tenant_id, news_id) WHERE handled_at IS NULL;
CALL kernel.wall('outreach.news');

-- Each look at an account, with why it ended.
CREATE TABLE outreach.scan (
    tenant_id  uuid        NOT NULL,
    scan_id    uuid        NOT NULL,
    sender_id  uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('INCREMENTAL', 'FULL', 'INVITATIONS', 'MESSAGES', 'PROFILE')),
    -- PLANNED, RECONNECTED, ASKED
    reason     text        NOT NULL,
    who        text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    -- END, WATERMARK, KNOWN, REPEATED_CURSOR, PAGES, TIME, REFUSED, NO_ANSWER, NOT_SENT, ACCOUNT, QUOTA; null: it runs or was cut off
    stop       text,
    pages      integer     NOT NULL DEFAULT 0,
    items      integer     NOT NULL DEFAULT 0,
    -- rows that were not known before
    fresh      integer     NOT NULL DEFAULT 0,
    -- leads that moved
    matched    integer     NOT NULL DEFAULT 0,
    -- whether the whole list was read
    complete   boolean     NOT NULL DEFAULT false,
    detail     text,
    PRIMARY KEY (tenant_id, scan_id),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CREATE INDEX scan_of_sender ON outreach.scan (tenant_id, sender_id, started_at DESC);
CALL kernel.wall('outreach.scan');

-- What is remembered of looks at an account.
CREATE TABLE outreach.watch (
    tenant_id    uuid        NOT NULL,
    sender_id    uuid        NOT NULL,
    -- connections up to then are known
    watermark    timestamptz,
    next_at      timestamptz NOT NULL,
    -- asked for by a person or by news, besides the plan; null: not
    wanted_at    timestamptz,
    wanted       text,
    wanted_by    text,
    -- whether the account itself is to be looked at
    account_wanted boolean   NOT NULL DEFAULT false,
    messages_at  timestamptz NOT NULL,
    -- messages up to then are known
    messages_known timestamptz,
    -- the beginning of the last complete look at relations and invitations of an account that was well before and after
    complete_at  timestamptz,
    -- one look at a time, whichever node makes it
    held_until   timestamptz,
    PRIMARY KEY (tenant_id, sender_id),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CALL kernel.wall('outreach.watch');

-- Whom an account is connected with, as far as looks and news told.
CREATE TABLE outreach.relation (
    tenant_id    uuid        NOT NULL,
    sender_id    uuid        NOT NULL,
    -- the account's id of the person; where none is told, what else names them
    member       text        COLLATE "C" NOT NULL,
    urn          text,
    public_id    text        COLLATE "C",
    name         text,
    -- as the network tells it; null: not told
    connected_at timestamptz,
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sender_id, member),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CREATE INDEX relation_public ON outreach.relation (tenant_id, sender_id, public_id) WHERE public_id IS NOT NULL;
CALL kernel.wall('outreach.relation');

-- Invitations that wait at the network, whoever sent them.
CREATE TABLE outreach.invitation (
    tenant_id  uuid        NOT NULL,
    sender_id  uuid        NOT NULL,
    invitation text        COLLATE "C" NOT NULL,
    member     text        COLLATE "C",
    public_id  text        COLLATE "C",
    name       text,
    sent_at    timestamptz,
    by_hand    boolean     NOT NULL,
    lead_id    uuid,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    -- when a complete look did not find it any more
    gone_at    timestamptz,
    PRIMARY KEY (tenant_id, sender_id, invitation),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CALL kernel.wall('outreach.invitation');

-- Two who may be the same, by their name alone: a person decides.
CREATE TABLE outreach.suggestion (
    tenant_id  uuid        NOT NULL,
    lead_id    uuid        NOT NULL,
    sender_id  uuid        NOT NULL,
    member     text        COLLATE "C" NOT NULL,
    name       text        NOT NULL,
    public_id  text,
    source     text        NOT NULL,
    at         timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by text,
    PRIMARY KEY (tenant_id, lead_id, sender_id, member),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CALL kernel.wall('outreach.suggestion');

CREATE TABLE outreach.conversation (
    tenant_id       uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    sender_id       uuid        NOT NULL,
    channel         text        NOT NULL CHECK (channel IN ('LINKEDIN', 'EMAIL')),
    -- the service's id of the chat or thread
    chat            text        COLLATE "C" NOT NULL,
    lead_id         uuid,
    person_id       uuid,
    -- the other one, as the account knows them
    member          text,
    name            text        NOT NULL DEFAULT '',
    subject         text,
    last_at         timestamptz NOT NULL,
    last_text       text        NOT NULL DEFAULT '',
    last_ours       boolean     NOT NULL,
    -- whether the other one said something last that no machine said
    waiting         boolean     NOT NULL,
    messages        integer     NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id),
    UNIQUE (tenant_id, sender_id, channel, chat),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CREATE INDEX conversation_newest ON outreach.conversation (tenant_id, last_at DESC, conversation_id);
CREATE INDEX conversation_waiting ON outreach.conversation (tenant_id, last_at DESC, conversation_id) WHERE waiting;
CREATE INDEX conversation_of_lead ON outreach.conversation (tenant_id, lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX conversation_of_person ON outreach.conversation (tenant_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX conversation_of_member ON outreach.conversation (tenant_id, sender_id, member) WHERE member IS NOT NULL;
CREATE INDEX conversation_nobodys ON outreach.conversation (tenant_id, sender_id, member) WHERE lead_id IS NULL AND member IS NOT NULL;
CALL kernel.wall('outreach.conversation');

CREATE TABLE outreach.message (
    tenant_id       uuid        NOT NULL,
    message_id      uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    sender_id       uuid        NOT NULL,
    -- the service's id; null: not told yet
    vendor_id       text        COLLATE "C",
    ours            boolean     NOT NULL,
    text            text        NOT NULL,
    at              timestamptz NOT NULL,
    -- HEARD, or of a reply from here: RECORDED, SENT, UNKNOWN, REFUSED, NOT_SENT
    state           text        NOT NULL CHECK (state IN ('HEARD', 'RECORDED', 'SENT', 'UNKNOWN', 'REFUSED', 'NOT_SENT')),
    -- NEWS, LOOK, HERE
    source          text        NOT NULL,
    -- what it did to the lead, for people; null: nothing
    effect          text,
    who             text,
    intent_id       uuid,
    error           text,
    heard_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES outreach.conversation ON DELETE CASCADE
);
CREATE UNIQUE INDEX message_once ON outreach.message (tenant_id, sender_id, vendor_id) WHERE vendor_id IS NOT NULL;
CREATE INDEX message_of_conversation ON outreach.message (tenant_id, conversation_id, at, message_id);
CREATE INDEX message_open ON outreach.message (tenant_id, at) WHERE state IN ('RECORDED', 'UNKNOWN');
CALL kernel.wall('outreach.message');
