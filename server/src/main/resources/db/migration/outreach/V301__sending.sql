-- What the engine needs beyond senders and touches: the pace of each account, blocked texts, flows that were started.

ALTER TABLE outreach.sender
    -- invitations that wait for an answer, as the last complete look counted them
    ADD pending integer CHECK (pending >= 0),
    ADD pending_at timestamptz,
    -- the body of an error nobody knows here: it sends nothing until a person lets it go on
    ADD refused text,
    ADD refused_at timestamptz,
    -- key, plan or request are wrong: an administrator mends it
    ADD misconfigured text,
    -- one call at a time, whichever node makes it
    ADD busy_until timestamptz,
    ADD busy_with uuid,
    -- when the last send began, for the pause between two
    ADD sent_at timestamptz;

ALTER TABLE outreach.touch
    -- the exact body of the call; with a connection the intent has the same
    ADD body text,
    -- the call began; null: surely never sent
    ADD sent_at timestamptz,
    -- until when a person has to approve it
    ADD due_at timestamptz,
    -- refusals and looks so far
    ADD looks integer NOT NULL DEFAULT 0,
    -- the state the lead had when it was decided
    ADD lead_state text;

-- How fast an account may go beyond what people set: learnt caps, landings of the network's own counter, pauses.
CREATE TABLE outreach.pace (
    tenant_id    uuid     NOT NULL,
    sender_id    uuid     NOT NULL,
    action       text     NOT NULL CHECK (action IN ('INVITE', 'MESSAGE', 'INMAIL', 'EMAIL', 'VISIT', 'WITHDRAW', 'SCAN')),
    -- a day, after refusals; null: as set
    cap          integer  CHECK (cap >= 1),
    -- the day on which it last rose or fell, in the sender's zone
    cap_on       date,
    -- for one day alone
    day          date,
    day_cap      integer  CHECK (day_cap >= 0),
    -- percent, as the network last told on that day
    usage        integer,
    paused_until timestamptz,
    paused_at    timestamptz,
    -- how often in a row it was refused: decides how long it pauses
    level        integer  NOT NULL DEFAULT 0,
    slug         text,
    message      text,
    -- the one send that tries whether it goes again
    probe        uuid,
    PRIMARY KEY (tenant_id, sender_id, action),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CALL kernel.wall('outreach.pace');

-- Texts that the network refused: nobody gets the variant of the version until it is changed.
CREATE TABLE outreach.blocked_text (
    tenant_id   uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    version     integer     NOT NULL,
    step        text        NOT NULL,
    variant     text        NOT NULL,
    slug        text        NOT NULL,
    message     text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id, version, step, variant)
);
CALL kernel.wall('outreach.blocked_text');

-- Flows that a step started, so that a crash starts none twice.
CREATE TABLE outreach.called_flow (
    tenant_id uuid        NOT NULL,
    lead_id   uuid        NOT NULL,
    step      text        NOT NULL,
    run_id    uuid,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, lead_id, step),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CALL kernel.wall('outreach.called_flow');
