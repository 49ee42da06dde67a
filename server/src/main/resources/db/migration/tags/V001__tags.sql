-- Tags on people: what there are, who has which, and everything that was done with them.

CREATE TABLE tags.tag (
    tenant_id  uuid        NOT NULL,
    tag_id     uuid        NOT NULL,
    name       text        NOT NULL CHECK (name <> ''),
    -- without case and blanks around: two tags that only differ by those are one
    name_key   text        COLLATE "C" NOT NULL,
    color      text        NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
    about      text        NOT NULL DEFAULT '',
    -- what it is for: the consent to that is read when somebody gets it
    channel    text        CHECK (channel IN ('EMAIL', 'PHONE', 'MAIL', 'LINKEDIN', 'ANY')),
    purpose    text        NOT NULL DEFAULT 'any',
    -- NOTHING, NOT_WITHDRAWN, GRANTED
    requires   text        NOT NULL DEFAULT 'NOTHING' CHECK (requires IN ('NOTHING', 'NOT_WITHDRAWN', 'GRANTED')),
    version    bigint      NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by text        NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, tag_id),
    UNIQUE (tenant_id, name_key),
    CHECK (requires = 'NOTHING' OR channel IS NOT NULL)
);
CALL kernel.wall('tags.tag');

CREATE TABLE tags.tagged (
    tenant_id uuid        NOT NULL,
    tag_id    uuid        NOT NULL,
    person_id uuid        NOT NULL,
    since     timestamptz NOT NULL,
    who       text        NOT NULL,
    why       text        NOT NULL,
    run_id    uuid,
    -- what was allowed then and the statements it was read from; null: nobody asked
    consent   jsonb,
    -- the merge that brought it from the other one; null: none
    merge_id  uuid,
    PRIMARY KEY (tenant_id, tag_id, person_id),
    FOREIGN KEY (tenant_id, tag_id) REFERENCES tags.tag (tenant_id, tag_id)
);
CREATE INDEX tagged_person ON tags.tagged (tenant_id, person_id);
CALL kernel.wall('tags.tagged');

CREATE TABLE tags.history (
    tenant_id  uuid        NOT NULL,
    history_id bigint      GENERATED ALWAYS AS IDENTITY,
    tag_id     uuid        NOT NULL,
    tag_name   text        NOT NULL,
    person_id  uuid        NOT NULL,
    at         timestamptz NOT NULL,
    did        text        NOT NULL CHECK (did IN ('ADDED', 'REMOVED')),
    who        text        NOT NULL,
    why        text        NOT NULL,
    run_id     uuid,
    PRIMARY KEY (tenant_id, history_id)
);
CREATE INDEX history_of_tag ON tags.history (tenant_id, tag_id, history_id);
CREATE INDEX history_of_person ON tags.history (tenant_id, person_id, at);
CALL kernel.wall('tags.history', 'SELECT, INSERT');
