-- Sequences, the leads that walk through them, what was decided to be sent to whom, and everything that happened to a lead.

CREATE TABLE outreach.sequence (
    tenant_id   uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    name        text        NOT NULL CHECK (name <> ''),
    -- without case and blanks around
    name_key    text        COLLATE "C" NOT NULL,
    state       text        NOT NULL CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ARCHIVED')),
    -- the working copy, as a document; versions hold what was published
    draft       jsonb       NOT NULL,
    -- grows with each saving of the draft
    revision    bigint      NOT NULL DEFAULT 1,
    -- the newest version; null: never published
    version     integer,
    owner       text        NOT NULL,
    team        text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id),
    UNIQUE (tenant_id, name_key)
);
CALL kernel.wall('outreach.sequence');

CREATE TABLE outreach.version (
    tenant_id   uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    version     integer     NOT NULL,
    document    jsonb       NOT NULL,
    note        text        NOT NULL DEFAULT '',
    made_by     text        NOT NULL,
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id, version),
    FOREIGN KEY (tenant_id, sequence_id) REFERENCES outreach.sequence
);
CALL kernel.wall('outreach.version', 'SELECT, INSERT');

-- An account that messages go out from: one of a network or a mailbox.
CREATE TABLE outreach.sender (
    tenant_id     uuid        NOT NULL,
    sender_id     uuid        NOT NULL,
    -- null: the program's own mail server
    connection_id uuid,
    -- the service's id of the account; the address for the own mail server
    account       text        NOT NULL,
    channel       text        NOT NULL CHECK (channel IN ('LINKEDIN', 'EMAIL')),
    name          text        NOT NULL,
    -- whose account it is: the user's id; null: nobody's
    owner         uuid,
    team          text        NOT NULL DEFAULT '',
    -- FREE, PREMIUM, SALES_NAVIGATOR, RECRUITER; null for mailboxes
    tier          text        CHECK (tier IN ('FREE', 'PREMIUM', 'SALES_NAVIGATOR', 'RECRUITER')),
    -- the account's own id on the network; the address of a mailbox
    member        text,
    status        text        NOT NULL,
    status_at     timestamptz NOT NULL,
    status_word   text,
    zone          text        NOT NULL,
    country       text        NOT NULL DEFAULT '',
    -- days, hours, caps, ramp, spacing, as set by people; what is missing is standard
    settings      jsonb       NOT NULL,
    -- what its owner agreed to, when and how; null: not yet, nothing goes out
    consent       jsonb,
    -- switched off by a person: nothing goes out; null: it is on
    killed_at     timestamptz,
    killed_why    text,
    -- since when it is at work, for the ramp
    started_on    date,
    connections   integer,
    version       bigint      NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sender_id),
    UNIQUE NULLS NOT DISTINCT (tenant_id, connection_id, account)
);
CALL kernel.wall('outreach.sender');

-- What a sender used up of its day: reserved in the transaction that decides to send, never given back once it may have gone out.
CREATE TABLE outreach.quota_use (
    tenant_id uuid    NOT NULL,
    sender_id uuid    NOT NULL,
    action    text    NOT NULL CHECK (action IN ('INVITE', 'NOTED_INVITE', 'MESSAGE', 'INMAIL', 'EMAIL', 'VISIT', 'WITHDRAW', 'SCAN')),
    -- in the sender's zone
    day       date    NOT NULL,
    used      integer NOT NULL DEFAULT 0 CHECK (used >= 0),
    -- done by hand outside the program, as a look at the network showed
    by_hand   integer NOT NULL DEFAULT 0 CHECK (by_hand >= 0),
    PRIMARY KEY (tenant_id, sender_id, action, day),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CALL kernel.wall('outreach.quota_use');

CREATE TABLE outreach.lead (
    tenant_id    uuid        NOT NULL,
    lead_id      uuid        NOT NULL,
    sequence_id  uuid        NOT NULL,
    version      integer     NOT NULL,
    -- the customer; null: not known there
    person_id    uuid,
    name         text        NOT NULL,
    company      text        NOT NULL DEFAULT '',
    -- folded name or domain of the company: who answers stops the others of it
    company_key  text        COLLATE "C" NOT NULL DEFAULT '',
    -- the folded name, whatever the domain: what a suppression of a company meets
    company_name text        COLLATE "C" NOT NULL DEFAULT '',
    -- small letters; null: none
    email        text,
    -- normalised public id; null: none
    linkedin     text,
    -- values of tokens by name, text alone
    fields       jsonb       NOT NULL DEFAULT '{}',
    zone         text,
    country      text        NOT NULL DEFAULT '',
    state        text        NOT NULL CHECK (state IN ('PENDING_INVITE', 'INVITE_SENT', 'CONNECTED', 'IN_SEQUENCE', 'REPLIED', 'COMPLETED',
                                                       'WITHDRAWN', 'FAILED', 'PENDING_VERIFY', 'NEEDS_DATA', 'PAUSED', 'SUPPRESSED')),
    -- the state to return to from PENDING_VERIFY, NEEDS_DATA and PAUSED
    before       text,
    -- why it failed or was suppressed: a word of a closed list or the vendor's slug
    reason       text,
    -- where it stands: the id of the step that comes next or is under way; null: past the last
    step         text,
    -- when something is done about it next; null: only where a blocker says what it waits for
    next_at      timestamptz,
    -- a word of a closed list; with next_at: why not sooner
    blocker      text,
    blocker_note text,
    -- sticky: who writes to them
    sender_id    uuid,
    mail_sender_id uuid,
    -- tries of the step that is under way, for backing off
    tries        integer     NOT NULL DEFAULT 0,
    -- held by a node until then while a call is made
    held_until   timestamptz,
    entered_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    -- when the step began to be due, for waits and conditions
    step_at      timestamptz NOT NULL,
    invited_at   timestamptz,
    connected_at timestamptz,
    replied_at   timestamptz,
    ended_at     timestamptz,
    row_version  bigint      NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, lead_id),
    FOREIGN KEY (tenant_id, sequence_id, version) REFERENCES outreach.version,
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender (tenant_id, sender_id),
    FOREIGN KEY (tenant_id, mail_sender_id) REFERENCES outreach.sender (tenant_id, sender_id),
    -- nobody is stuck without a name for it
    CONSTRAINT never_stuck CHECK (ended_at IS NOT NULL OR next_at IS NOT NULL OR blocker IS NOT NULL),
    CONSTRAINT ended CHECK ((ended_at IS NOT NULL) = (state IN ('REPLIED', 'COMPLETED', 'WITHDRAWN', 'FAILED', 'SUPPRESSED')))
);
CREATE INDEX lead_due ON outreach.lead (tenant_id, next_at) WHERE ended_at IS NULL AND next_at IS NOT NULL;
CREATE INDEX lead_of_sequence ON outreach.lead (tenant_id, sequence_id, state, entered_at, lead_id);
CREATE INDEX lead_by_entry ON outreach.lead (tenant_id, entered_at, lead_id);
CREATE INDEX lead_by_state ON outreach.lead (tenant_id, state, entered_at, lead_id);
CREATE INDEX lead_by_blocker ON outreach.lead (tenant_id, blocker, entered_at, lead_id) WHERE blocker IS NOT NULL AND ended_at IS NULL;
CREATE INDEX lead_by_reason ON outreach.lead (tenant_id, reason, entered_at, lead_id) WHERE reason IS NOT NULL;
CREATE INDEX lead_held ON outreach.lead (tenant_id, held_until) WHERE held_until IS NOT NULL;
CREATE INDEX lead_by_email ON outreach.lead (tenant_id, email) WHERE email IS NOT NULL;
CREATE INDEX lead_by_linkedin ON outreach.lead (tenant_id, linkedin) WHERE linkedin IS NOT NULL;
CREATE INDEX lead_of_person ON outreach.lead (tenant_id, person_id) WHERE person_id IS NOT NULL;
-- those at work alone: a reply stops them, and so many of a company may be at work
CREATE INDEX lead_of_company ON outreach.lead (tenant_id, company_key) WHERE company_key <> '' AND ended_at IS NULL;
CREATE INDEX lead_of_domain ON outreach.lead (tenant_id, split_part(email, '@', 2)) WHERE email IS NOT NULL AND ended_at IS NULL;
CREATE INDEX lead_of_company_name ON outreach.lead (tenant_id, company_name) WHERE company_name <> '' AND ended_at IS NULL;
CREATE INDEX lead_of_sender ON outreach.lead (tenant_id, sender_id, state) WHERE sender_id IS NOT NULL;
CALL kernel.wall('outreach.lead');

-- What a search for leads looks at, in small letters: apart from the row, so that moving a lead does not index it anew.
CREATE TABLE outreach.lead_search (
    tenant_id uuid NOT NULL,
    lead_id   uuid NOT NULL,
    search    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, lead_id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CALL kernel.wall('outreach.lead_search');

-- The wall keeps LIKE from using an index for the application's role; this function of the owner may, looks at the rows of the
-- transaction's tenant alone and gives ids, and the rows themselves are read through the wall.
DO $$
DECLARE
    extension name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
BEGIN
    IF extension IS NULL THEN
        CREATE EXTENSION pg_trgm SCHEMA public;
        extension := 'public';
    END IF;
    EXECUTE format('CREATE INDEX lead_search_words ON outreach.lead_search USING gin (search %I.gin_trgm_ops)'
        ' WITH (gin_pending_list_limit = 256)', extension);
END
$$;

-- patterns: as LIKE takes them; all have to fit
CREATE FUNCTION outreach.leads_like(patterns text[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    conditions text := '';
    pattern    text;
BEGIN
    FOREACH pattern IN ARRAY patterns LOOP
        conditions := conditions || format(' AND s.search LIKE %L', pattern);
    END LOOP;
    RETURN QUERY EXECUTE 'SELECT s.lead_id FROM outreach.lead_search s WHERE s.tenant_id = kernel.current_tenant()'
        || conditions || format(' LIMIT %s', most);
END
$$;
REVOKE ALL ON FUNCTION outreach.leads_like(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outreach.leads_like(text[], integer) TO ${app};

-- By what a person is known while a lead of theirs is at work: a second lead with one of these is not taken in.
CREATE TABLE outreach.lead_key (
    tenant_id uuid NOT NULL,
    -- EMAIL, LINKEDIN, PERSON
    kind      text NOT NULL CHECK (kind IN ('EMAIL', 'LINKEDIN', 'PERSON')),
    value     text COLLATE "C" NOT NULL,
    lead_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, kind, value),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE
);
CREATE INDEX lead_key_lead ON outreach.lead_key (tenant_id, lead_id);
CALL kernel.wall('outreach.lead_key');

-- How an account knows a person; ids are good for this account and product alone.
CREATE TABLE outreach.identity (
    tenant_id  uuid        NOT NULL,
    lead_id    uuid        NOT NULL,
    sender_id  uuid        NOT NULL,
    product    text        NOT NULL DEFAULT 'CLASSIC' CHECK (product IN ('CLASSIC', 'SALES_NAVIGATOR', 'RECRUITER')),
    member     text        COLLATE "C" NOT NULL,
    urn        text,
    public_id  text        COLLATE "C",
    -- public ids they had before
    former     text[]      NOT NULL DEFAULT '{}',
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, lead_id, sender_id, product),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CREATE INDEX identity_member ON outreach.identity (tenant_id, sender_id, member);
CREATE INDEX identity_public ON outreach.identity (tenant_id, sender_id, public_id);
CALL kernel.wall('outreach.identity');

-- What was decided to be sent or done: one living row for each lead and step, whatever the version.
CREATE TABLE outreach.touch (
    tenant_id   uuid        NOT NULL,
    touch_id    uuid        NOT NULL,
    lead_id     uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    version     integer     NOT NULL,
    step        text        NOT NULL,
    variant     text        NOT NULL DEFAULT '',
    -- null: it was done elsewhere, by another tool or by hand, and is written down so that it is never done again
    sender_id   uuid,
    action      text        NOT NULL CHECK (action IN ('INVITE', 'NOTED_INVITE', 'MESSAGE', 'INMAIL', 'EMAIL', 'VISIT', 'WITHDRAW')),
    subject     text,
    text        text,
    -- WAITS_FOR_APPROVAL, DECIDED (the intent is committed), DONE, UNKNOWN (to be settled by reading), NOT_DONE, REFUSED, DROPPED
    state       text        NOT NULL CHECK (state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'UNKNOWN', 'NOT_DONE', 'REFUSED', 'DROPPED')),
    intent_id   uuid,
    -- the service's ids of what came of it
    vendor_id   text,
    chat        text,
    slug        text,
    evidence    jsonb,
    approved_by text,
    decided_at  timestamptz NOT NULL,
    done_at     timestamptz,
    settled_at  timestamptz,
    PRIMARY KEY (tenant_id, touch_id),
    FOREIGN KEY (tenant_id, lead_id) REFERENCES outreach.lead ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
-- never twice
CREATE UNIQUE INDEX touch_once ON outreach.touch (tenant_id, lead_id, step)
    WHERE state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'DONE', 'UNKNOWN');
CREATE INDEX touch_open ON outreach.touch (tenant_id, state, decided_at) WHERE state IN ('WAITS_FOR_APPROVAL', 'DECIDED', 'UNKNOWN');
CREATE INDEX touch_of_sender ON outreach.touch (tenant_id, sender_id, action, done_at);
CREATE INDEX touch_of_lead ON outreach.touch (tenant_id, lead_id, decided_at);
CALL kernel.wall('outreach.touch');

-- Everything that happened to a lead, with what it was read from.
CREATE TABLE outreach.event (
    tenant_id   uuid        NOT NULL,
    event_id    bigint      GENERATED ALWAYS AS IDENTITY,
    lead_id     uuid        NOT NULL,
    sequence_id uuid        NOT NULL,
    at          timestamptz NOT NULL,
    -- a word of EventKind
    kind        text        NOT NULL,
    from_state  text,
    to_state    text,
    step        text,
    variant     text        NOT NULL DEFAULT '',
    sender_id   uuid,
    -- one sentence for people
    note        text        NOT NULL,
    evidence    jsonb,
    who         text        NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX event_of_lead ON outreach.event (tenant_id, lead_id, event_id);
CREATE INDEX event_of_sequence ON outreach.event (tenant_id, sequence_id, at);
-- erasing takes the words out of it, nothing else changes it
CALL kernel.wall('outreach.event', 'SELECT, INSERT, DELETE, UPDATE (note, evidence)');

-- Counts of events by day (UTC) and place, kept with them by a statement trigger, so that no page counts rows: entries to be
-- summed, so that nobody who writes events waits for another; they are folded from time to time.
CREATE TABLE outreach.tally (
    tenant_id   uuid   NOT NULL,
    sequence_id uuid   NOT NULL,
    day         date   NOT NULL,
    entry_id    bigint GENERATED ALWAYS AS IDENTITY,
    kind        text   NOT NULL,
    -- none: an empty word
    step        text   NOT NULL,
    variant     text   NOT NULL,
    -- all zeros: no sender
    sender_id   uuid   NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id, day, entry_id)
);
CALL kernel.wall('outreach.tally');

-- How many leads of a sequence are in each state, at which step and why they do not move, kept by statement triggers: entries to be
-- summed, as of tally. Leads that ended count without their step's blocker.
CREATE TABLE outreach.lead_count (
    tenant_id   uuid   NOT NULL,
    sequence_id uuid   NOT NULL,
    entry_id    bigint GENERATED ALWAYS AS IDENTITY,
    state       text   NOT NULL,
    -- none: an empty word
    step        text   NOT NULL,
    blocker     text   NOT NULL,
    -- why they ended; none: an empty word
    reason      text   NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (tenant_id, sequence_id, entry_id)
);
CALL kernel.wall('outreach.lead_count');

CREATE FUNCTION outreach.count_events() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO outreach.tally (tenant_id, sequence_id, day, kind, step, variant, sender_id, count)
    SELECT tenant_id, sequence_id, (at AT TIME ZONE 'UTC')::date, kind, coalesce(step, ''), variant,
           coalesce(sender_id, '00000000-0000-0000-0000-000000000000'::uuid), count(*)
    FROM added GROUP BY 1, 2, 3, 4, 5, 6, 7;
    RETURN NULL;
END
$$;

CREATE FUNCTION outreach.count_leads() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outreach.lead_count (tenant_id, sequence_id, state, step, blocker, reason, count)
        SELECT tenant_id, sequence_id, state, coalesce(step, ''), CASE WHEN ended_at IS NULL THEN coalesce(blocker, '') ELSE '' END,
               coalesce(reason, ''), count(*)
        FROM added GROUP BY 1, 2, 3, 4, 5, 6;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outreach.lead_count (tenant_id, sequence_id, state, step, blocker, reason, count)
        SELECT tenant_id, sequence_id, state, step, blocker, reason, sum(n) FROM (
            SELECT tenant_id, sequence_id, state, coalesce(step, '') AS step,
                   CASE WHEN ended_at IS NULL THEN coalesce(blocker, '') ELSE '' END AS blocker, coalesce(reason, '') AS reason, 1 AS n
            FROM added
            UNION ALL
            SELECT tenant_id, sequence_id, state, coalesce(step, ''),
                   CASE WHEN ended_at IS NULL THEN coalesce(blocker, '') ELSE '' END, coalesce(reason, ''), -1
            FROM gone) moved
        GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0;
    ELSE
        INSERT INTO outreach.lead_count (tenant_id, sequence_id, state, step, blocker, reason, count)
        SELECT tenant_id, sequence_id, state, coalesce(step, ''), CASE WHEN ended_at IS NULL THEN coalesce(blocker, '') ELSE '' END,
               coalesce(reason, ''), -count(*)
        FROM gone GROUP BY 1, 2, 3, 4, 5, 6;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_added AFTER INSERT ON outreach.event REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_events();
CREATE TRIGGER count_added AFTER INSERT ON outreach.lead REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_leads();
CREATE TRIGGER count_moved AFTER UPDATE ON outreach.lead REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_leads();
CREATE TRIGGER count_gone AFTER DELETE ON outreach.lead REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_leads();

-- Whom nothing is sent to: by hash, so that erased people stay on it.
CREATE TABLE outreach.suppression (
    tenant_id  uuid        NOT NULL,
    -- EMAIL, DOMAIN, LINKEDIN, COMPANY
    kind       text        NOT NULL CHECK (kind IN ('EMAIL', 'DOMAIN', 'LINKEDIN', 'COMPANY')),
    -- hex of the salted SHA-256 of the normalised value
    hash       text        COLLATE "C" NOT NULL,
    -- for people; null after erasure
    value      text,
    reason     text        NOT NULL,
    source     text        NOT NULL,
    who        text        NOT NULL,
    at         timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, kind, hash)
);
CALL kernel.wall('outreach.suppression');

CREATE TABLE outreach.settings (
    tenant_id  uuid    NOT NULL,
    -- for the hashes of suppressions and the tokens of unsubscribe links
    salt       text    NOT NULL,
    -- nothing goes out from anybody; null: it does
    killed_at  timestamptz,
    killed_why text,
    -- by team: teams that are switched off
    killed_teams text[] NOT NULL DEFAULT '{}',
    document   jsonb   NOT NULL DEFAULT '{}',
    version    bigint  NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id)
);
CALL kernel.wall('outreach.settings');
