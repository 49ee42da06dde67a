-- People and companies we sell to: how to reach them, their ids elsewhere, what they agreed to, and everything that was done to them.

-- Finds parts of words. Trusted: whoever may make schemas in the database may make it. It may be there already, anywhere.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE EXTENSION pg_trgm SCHEMA public;
    END IF;
END
$$;

CREATE TABLE customers.company (
    tenant_id   uuid        NOT NULL,
    company_id  uuid        NOT NULL,
    name        text        NOT NULL CHECK (name <> ''),
    -- the name without case, accents and marks: what it is found and sorted by
    name_key    text        COLLATE "C" NOT NULL,
    domain      text,
    website     text,
    phone       text,
    street      text,
    city        text,
    region      text,
    postal_code text,
    country     text,
    industry    text,
    owner       text,
    source      text,
    extra       jsonb       NOT NULL DEFAULT '{}',
    -- all that a search looks at, folded as name_key is
    search      text        COLLATE "C" NOT NULL,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    version     bigint      NOT NULL DEFAULT 1,
    merged_into uuid,
    PRIMARY KEY (tenant_id, company_id),
    CHECK (merged_into <> company_id)
);
CREATE INDEX company_by_name ON customers.company (tenant_id, name_key, company_id) WHERE merged_into IS NULL;
CREATE INDEX company_by_domain ON customers.company (tenant_id, domain) WHERE domain IS NOT NULL;
CREATE INDEX company_by_owner ON customers.company (tenant_id, owner, name_key, company_id) WHERE merged_into IS NULL;
CALL kernel.wall('customers.company');

CREATE TABLE customers.person (
    tenant_id        uuid        NOT NULL,
    person_id        uuid        NOT NULL,
    salutation       text,
    given_name       text,
    middle_name      text,
    family_name      text,
    suffix           text,
    full_name        text        NOT NULL,
    -- family name, then the others, without case, accents and marks
    sort_name        text        COLLATE "C" NOT NULL,
    title            text,
    department       text,
    birth_date       date,
    language         text,
    company_id       uuid,
    owner            text,
    source           text,
    do_not_contact   boolean     NOT NULL DEFAULT false,
    last_activity_at timestamptz,
    extra            jsonb       NOT NULL DEFAULT '{}',
    search           text        COLLATE "C" NOT NULL,
    created_at       timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL,
    version          bigint      NOT NULL DEFAULT 1,
    merged_into      uuid,
    -- their data were taken out on request; the row stays so that the next pull does not bring them back
    erased_at        timestamptz,
    PRIMARY KEY (tenant_id, person_id),
    FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id),
    CHECK (merged_into <> person_id)
);
CREATE INDEX person_by_name ON customers.person (tenant_id, sort_name, person_id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX person_by_change ON customers.person (tenant_id, changed_at, person_id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX person_by_activity ON customers.person (tenant_id, last_activity_at, person_id)
    WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX person_by_owner ON customers.person (tenant_id, owner, sort_name, person_id) WHERE merged_into IS NULL AND erased_at IS NULL;
CREATE INDEX person_by_company ON customers.person (tenant_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX person_merged ON customers.person (tenant_id, merged_into) WHERE merged_into IS NOT NULL;
CALL kernel.wall('customers.person');

-- Addresses that were replaced stay with the time they ended: mail still comes to them, and they tell who somebody is.
CREATE TABLE customers.email (
    tenant_id  uuid        NOT NULL,
    person_id  uuid        NOT NULL,
    normalised text        COLLATE "C" NOT NULL,
    written    text        NOT NULL,
    kind       text        NOT NULL,
    is_primary boolean     NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, person_id, normalised),
    FOREIGN KEY (tenant_id, person_id) REFERENCES customers.person (tenant_id, person_id) ON DELETE CASCADE,
    CHECK (ended_at IS NULL OR NOT is_primary)
);
CREATE INDEX email_by_address ON customers.email (tenant_id, normalised);
CALL kernel.wall('customers.email');

CREATE TABLE customers.phone (
    tenant_id  uuid        NOT NULL,
    person_id  uuid        NOT NULL,
    -- + and digits where the country is written, else digits
    normalised text        COLLATE "C" NOT NULL,
    written    text        NOT NULL,
    kind       text        NOT NULL,
    is_primary boolean     NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, person_id, normalised),
    FOREIGN KEY (tenant_id, person_id) REFERENCES customers.person (tenant_id, person_id) ON DELETE CASCADE,
    CHECK (ended_at IS NULL OR NOT is_primary)
);
CREATE INDEX phone_by_number ON customers.phone (tenant_id, normalised);
CALL kernel.wall('customers.phone');

-- One of each kind.
CREATE TABLE customers.address (
    tenant_id   uuid        NOT NULL,
    person_id   uuid        NOT NULL,
    kind        text        NOT NULL,
    street      text,
    city        text,
    region      text,
    postal_code text,
    country     text,
    normalised  text        COLLATE "C" NOT NULL,
    is_primary  boolean     NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id, kind),
    FOREIGN KEY (tenant_id, person_id) REFERENCES customers.person (tenant_id, person_id) ON DELETE CASCADE
);
CALL kernel.wall('customers.address');

-- What a customer is called elsewhere. One id there is one customer here.
CREATE TABLE customers.external_id (
    tenant_id   uuid        NOT NULL,
    -- salesforce:<connection>, import
    system      text        COLLATE "C" NOT NULL,
    object      text        COLLATE "C" NOT NULL,
    external_id text        COLLATE "C" NOT NULL,
    person_id   uuid,
    company_id  uuid,
    first_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, system, object, external_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES customers.person (tenant_id, person_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id) ON DELETE CASCADE,
    CHECK ((person_id IS NULL) <> (company_id IS NULL))
);
CREATE INDEX external_id_of_person ON customers.external_id (tenant_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX external_id_of_company ON customers.external_id (tenant_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX external_id_alone ON customers.external_id (tenant_id, external_id);
CALL kernel.wall('customers.external_id');

-- What people agreed to and took back, as each source said it. Only ever added to.
CREATE TABLE customers.consent (
    tenant_id   uuid        NOT NULL,
    consent_id  bigint      GENERATED ALWAYS AS IDENTITY,
    person_id   uuid        NOT NULL,
    channel     text        NOT NULL CHECK (channel IN ('EMAIL', 'PHONE', 'MAIL', 'LINKEDIN', 'ANY')),
    -- any: whatever the purpose
    purpose     text        NOT NULL CHECK (purpose <> ''),
    state       text        NOT NULL CHECK (state IN ('GRANTED', 'WITHDRAWN', 'UNKNOWN')),
    source      text        NOT NULL CHECK (source <> ''),
    evidence    text        NOT NULL,
    since       timestamptz NOT NULL,
    expires_at  timestamptz,
    recorded_at timestamptz NOT NULL,
    recorded_by text        NOT NULL,
    run_id      uuid,
    PRIMARY KEY (tenant_id, consent_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES customers.person (tenant_id, person_id) ON DELETE CASCADE
);
CREATE INDEX consent_of_person ON customers.consent (tenant_id, person_id, consent_id);
-- person_id alone may change: statements go along when two people become one
CALL kernel.wall('customers.consent', 'SELECT, INSERT, UPDATE (person_id, evidence)');

CREATE TABLE customers.history (
    tenant_id  uuid        NOT NULL,
    history_id bigint      GENERATED ALWAYS AS IDENTITY,
    person_id  uuid,
    company_id uuid,
    at         timestamptz NOT NULL,
    who        text        NOT NULL,
    -- CREATED, CHANGED, MERGED, UNMERGED, ERASED
    what       text        NOT NULL,
    -- the fields that changed; of a merge its id
    before     jsonb       NOT NULL,
    after      jsonb       NOT NULL,
    run_id     uuid,
    PRIMARY KEY (tenant_id, history_id),
    CHECK ((person_id IS NULL) <> (company_id IS NULL))
);
CREATE INDEX history_of_person ON customers.history (tenant_id, person_id, at, history_id) WHERE person_id IS NOT NULL;
CREATE INDEX history_of_company ON customers.history (tenant_id, company_id, at, history_id) WHERE company_id IS NOT NULL;
-- erasing takes the values out of it, nothing else changes it
CALL kernel.wall('customers.history', 'SELECT, INSERT, UPDATE (before, after)');

-- Two that became one, with both as they were.
CREATE TABLE customers.merge (
    tenant_id uuid        NOT NULL,
    merge_id  uuid        NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('PERSON', 'COMPANY')),
    kept      uuid        NOT NULL,
    gone      uuid        NOT NULL,
    at        timestamptz NOT NULL,
    who       text        NOT NULL,
    why       text        NOT NULL,
    run_id    uuid,
    -- {"kept":…,"gone":…,"merged":…} and the statements of consent that went along
    snapshot  jsonb       NOT NULL,
    undone_at timestamptz,
    undone_by text,
    PRIMARY KEY (tenant_id, merge_id),
    CHECK (kept <> gone)
);
CREATE INDEX merge_kept ON customers.merge (tenant_id, kept, at);
CREATE INDEX merge_gone ON customers.merge (tenant_id, gone, at);
CALL kernel.wall('customers.merge');

-- Searching by parts of words. The wall keeps LIKE from using an index for the application's role, since an operator that is not
-- proved free of leaks may not see a row before the wall has let it through. These functions of the owner may; each looks at the rows
-- of the transaction's tenant alone and gives ids, and the rows themselves are then read through the wall.
DO $$
DECLARE
    extension name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
BEGIN
    -- what waits to go into the index is looked through at every search, so it is kept short
    EXECUTE format('CREATE INDEX person_search ON customers.person USING gin (search %I.gin_trgm_ops)'
        ' WITH (gin_pending_list_limit = 256) WHERE merged_into IS NULL AND erased_at IS NULL', extension);
    EXECUTE format('CREATE INDEX company_search ON customers.company USING gin (search %I.gin_trgm_ops)'
        ' WITH (gin_pending_list_limit = 256) WHERE merged_into IS NULL', extension);
    EXECUTE format($f$
        CREATE FUNCTION customers.people_near(words text, most integer) RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $b$
            SELECT p.person_id FROM customers.person p
            WHERE p.tenant_id = kernel.current_tenant() AND p.merged_into IS NULL AND p.erased_at IS NULL
              AND words OPERATOR(%1$I.<%%) p.search
            ORDER BY %1$I.word_similarity(words, p.search) DESC, p.person_id
            LIMIT most
        $b$ $f$, extension);
END
$$;

-- patterns: as LIKE takes them; all have to fit
CREATE FUNCTION customers.people_like(patterns text[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    conditions text := '';
    pattern    text;
BEGIN
    FOREACH pattern IN ARRAY patterns LOOP
        conditions := conditions || format(' AND p.search LIKE %L', pattern);
    END LOOP;
    RETURN QUERY EXECUTE 'SELECT p.person_id FROM customers.person p WHERE p.tenant_id = kernel.current_tenant()'
        ' AND p.merged_into IS NULL AND p.erased_at IS NULL' || conditions || format(' LIMIT %s', most);
END
$$;

CREATE FUNCTION customers.companies_like(patterns text[], most integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    conditions text := '';
    pattern    text;
BEGIN
    FOREACH pattern IN ARRAY patterns LOOP
        conditions := conditions || format(' AND c.search LIKE %L', pattern);
    END LOOP;
    RETURN QUERY EXECUTE 'SELECT c.company_id FROM customers.company c WHERE c.tenant_id = kernel.current_tenant()'
        ' AND c.merged_into IS NULL' || conditions || format(' LIMIT %s', most);
END
$$;

REVOKE ALL ON FUNCTION customers.people_near(text, integer), customers.people_like(text[], integer),
    customers.companies_like(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers.people_near(text, integer), customers.people_like(text[], integer),
    customers.companies_like(text[], integer) TO ${app};
