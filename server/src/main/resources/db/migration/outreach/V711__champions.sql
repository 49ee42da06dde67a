-- People who know us and are followed when they change jobs: where they are, what was seen of them, what was concluded and done.

CREATE TABLE outreach.champion (
    tenant_id     uuid        NOT NULL,
    champion_id   uuid        NOT NULL,
    -- the customer they are now; others they were are in champion_record
    person_id     uuid        NOT NULL,
    name          text        NOT NULL,
    -- where we know them, as it is written there
    company       text        NOT NULL DEFAULT '',
    -- of their mail there, where it is the company's own
    domain        text,
    -- since when we know them there
    known_since   timestamptz NOT NULL,
    -- public id on the network
    linkedin      text        COLLATE "C",
    -- whom a move is told to, as the customer names them
    owner         text        NOT NULL DEFAULT '',
    -- page, lead, tag, replied, flow <name>
    source        text        NOT NULL,
    followed_at   timestamptz NOT NULL,
    followed_by   text        NOT NULL,
    -- not followed any more: nobody but a person takes them up again
    unfollowed_at timestamptz,
    -- when they are looked at next; null: not followed
    next_check_at timestamptz,
    -- FLOW: a flow waits for it, before those of the plan
    asked         text        CHECK (asked IN ('FLOW', 'PLAN')),
    -- a node looks until then
    held_until    timestamptz,
    checked_at    timestamptz,
    -- looks in a row that brought no answer
    tries         integer     NOT NULL DEFAULT 0,
    -- what came of the last look, or why it waits
    note          text        NOT NULL DEFAULT '',
    -- whose account looked last
    sender_id     uuid,
    verdict       text        NOT NULL DEFAULT 'UNKNOWN' CHECK (verdict IN ('MOVED', 'PROBABLY', 'STAYED', 'UNKNOWN')),
    -- percent, of the verdict; 0: unknown
    confidence    integer     NOT NULL DEFAULT 0 CHECK (confidence BETWEEN 0 AND 100),
    why           text        NOT NULL DEFAULT '',
    signs         jsonb       NOT NULL DEFAULT '[]',
    -- where they seem to be
    new_company   text,
    new_title     text,
    new_email     text,
    new_since     date,
    -- whether a person has to decide
    waits         boolean     NOT NULL DEFAULT false,
    -- the evidence that a person said means nothing: it asks nobody again
    dismissed     text,
    -- the last move that stands
    move_id       uuid,
    changed_at    timestamptz NOT NULL,
    search        text        NOT NULL,
    version       bigint      NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, champion_id),
    UNIQUE (tenant_id, person_id),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender (tenant_id, sender_id),
    CHECK ((unfollowed_at IS NULL) = (next_check_at IS NOT NULL))
);
CREATE INDEX champion_due ON outreach.champion (tenant_id, next_check_at) WHERE unfollowed_at IS NULL;
CREATE INDEX champion_by_change ON outreach.champion (tenant_id, changed_at DESC, champion_id DESC) WHERE unfollowed_at IS NULL;
CREATE INDEX champion_waiting ON outreach.champion (tenant_id, changed_at DESC, champion_id DESC) WHERE waits AND unfollowed_at IS NULL;
CALL kernel.wall('outreach.champion');

-- The customers that are one person: where they were, and where they are.
CREATE TABLE outreach.champion_record (
    tenant_id   uuid        NOT NULL,
    person_id   uuid        NOT NULL,
    champion_id uuid        NOT NULL,
    company     text        NOT NULL,
    linked_at   timestamptz NOT NULL,
    linked_by   text        NOT NULL,
    -- the move that linked it; null: they were this one when the following began
    move_id     uuid,
    -- when they were found to have left; null: they are here
    left_at     timestamptz,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, champion_id) REFERENCES outreach.champion ON DELETE CASCADE
);
CREATE INDEX champion_record_of ON outreach.champion_record (tenant_id, champion_id);
CALL kernel.wall('outreach.champion_record');

-- Every look, with what was concluded from all that was known then.
CREATE TABLE outreach.champion_check (
    tenant_id   uuid        NOT NULL,
    check_id    bigint      GENERATED ALWAYS AS IDENTITY,
    champion_id uuid        NOT NULL,
    at          timestamptz NOT NULL,
    -- whose visit it cost, and on which day of theirs; null: nobody's
    sender_id   uuid,
    day         date,
    -- SEEN, HIDDEN, NO_PROFILE, NO_SENDER, THROTTLED, REFUSED, NO_ANSWER, BEGUN
    outcome     text        NOT NULL,
    detail      text        NOT NULL DEFAULT '',
    -- plan, flow, or who asked
    who         text        NOT NULL,
    verdict     text,
    confidence  integer,
    why         text        NOT NULL DEFAULT '',
    signs       jsonb       NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id, check_id),
    FOREIGN KEY (tenant_id, champion_id) REFERENCES outreach.champion ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender (tenant_id, sender_id)
);
CREATE INDEX champion_check_of ON outreach.champion_check (tenant_id, champion_id, check_id DESC);
CREATE INDEX champion_check_day ON outreach.champion_check (tenant_id, sender_id, day) WHERE sender_id IS NOT NULL;
CALL kernel.wall('outreach.champion_check');

-- What was done when somebody was found to have moved.
CREATE TABLE outreach.champion_move (
    tenant_id    uuid        NOT NULL,
    move_id      uuid        NOT NULL,
    champion_id  uuid        NOT NULL,
    at           timestamptz NOT NULL,
    who          text        NOT NULL,
    -- without a person
    automatic    boolean     NOT NULL,
    confidence   integer     NOT NULL,
    from_company text        NOT NULL,
    -- without case and legal form: a move to where they are is none
    from_key     text        COLLATE "C" NOT NULL,
    to_company   text        NOT NULL,
    to_key       text        COLLATE "C" NOT NULL,
    to_title     text,
    old_person   uuid        NOT NULL,
    new_person   uuid        NOT NULL,
    -- how the new one came: MADE, MATCHED, SAME (the CRM changed the record itself)
    came         text        NOT NULL CHECK (came IN ('MADE', 'MATCHED', 'SAME')),
    -- the tag that the old one got; null: none
    tag_id       uuid,
    -- the lead that the person became; null: none
    lead_id      uuid,
    push_id      uuid,
    -- what was done and what was not, in sentences
    notes        jsonb       NOT NULL,
    evidence     jsonb       NOT NULL,
    -- as the champion was before
    before       jsonb       NOT NULL,
    undone_at    timestamptz,
    undone_by    text,
    PRIMARY KEY (tenant_id, move_id),
    FOREIGN KEY (tenant_id, champion_id) REFERENCES outreach.champion ON DELETE CASCADE
);
CREATE INDEX champion_move_of ON outreach.champion_move (tenant_id, champion_id, at);
CALL kernel.wall('outreach.champion_move');

-- Looks that a held page of a flow waits for.
CREATE TABLE outreach.champion_ask (
    tenant_id   uuid        NOT NULL,
    parked_id   uuid        NOT NULL,
    champion_id uuid        NOT NULL,
    asked_at    timestamptz NOT NULL,
    done_at     timestamptz,
    PRIMARY KEY (tenant_id, parked_id, champion_id),
    FOREIGN KEY (tenant_id, champion_id) REFERENCES outreach.champion ON DELETE CASCADE
);
CREATE INDEX champion_ask_open ON outreach.champion_ask (tenant_id, champion_id) WHERE done_at IS NULL;
CALL kernel.wall('outreach.champion_ask');

-- Moves that a flow passed on already: its next run does not tell them again.
CREATE TABLE outreach.champion_told (
    tenant_id uuid NOT NULL,
    flow_id   uuid NOT NULL,
    move_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, flow_id, move_id),
    FOREIGN KEY (tenant_id, move_id) REFERENCES outreach.champion_move ON DELETE CASCADE
);
CALL kernel.wall('outreach.champion_told');

CREATE TABLE outreach.champion_settings (
    tenant_id uuid   NOT NULL,
    document  jsonb  NOT NULL,
    version   bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id)
);
CALL kernel.wall('outreach.champion_settings');
