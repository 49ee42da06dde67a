-- Who is the same: what of each customer is compared, by which keys they are found, what was learnt, decided and reviewed.

-- One row for a tenant that has matched or set anything.
CREATE TABLE matching.settings (
    tenant_id   uuid             NOT NULL PRIMARY KEY,
    same_from   double precision NOT NULL CHECK (same_from > 0 AND same_from < 1),
    review_from double precision NOT NULL CHECK (review_from > 0 AND review_from <= same_from),
    -- the share of right decisions among those taken without a look that is promised
    promise     double precision NOT NULL CHECK (promise > 0 AND promise < 1),
    -- {"field":"KEPT"|"NEWEST"|"LONGEST"}
    survivors   jsonb            NOT NULL,
    -- shares by evidence and level, null: nothing was learnt yet
    model       jsonb,
    learnt_at   timestamptz,
    learnt_from bigint           NOT NULL DEFAULT 0,
    -- how far changes of customers were taken over
    seen_at     timestamptz
);
CALL kernel.wall('matching.settings');

-- What of a customer is compared.
CREATE TABLE matching.prepared (
    tenant_id uuid   NOT NULL,
    person_id uuid   NOT NULL,
    version   bigint NOT NULL,
    cells     jsonb  NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);
CALL kernel.wall('matching.prepared');

-- Blocking: customers and contacts that come are compared where they share a key of a pass.
CREATE TABLE matching.block (
    tenant_id uuid     NOT NULL,
    pass      smallint NOT NULL,
    key       bigint   NOT NULL,
    person_id uuid     NOT NULL,
    PRIMARY KEY (tenant_id, pass, key, person_id)
);
CREATE INDEX block_of_person ON matching.block (tenant_id, person_id);
CALL kernel.wall('matching.block');

-- How often names, companies and places occur: agreeing on a rare one says more.
CREATE TABLE matching.frequency (
    tenant_id uuid   NOT NULL,
    field     text   COLLATE "C" NOT NULL,
    value     text   COLLATE "C" NOT NULL,
    records   bigint NOT NULL,
    PRIMARY KEY (tenant_id, field, value)
);
CALL kernel.wall('matching.frequency');

-- Contacts that came and were held against a customer, where a decision was taken or is asked for.
CREATE TABLE matching.review (
    tenant_id   uuid             NOT NULL,
    review_id   uuid             NOT NULL,
    at          timestamptz      NOT NULL,
    run_id      uuid,
    system      text             COLLATE "C" NOT NULL,
    object      text             COLLATE "C" NOT NULL,
    external_id text             COLLATE "C" NOT NULL,
    incoming    jsonb            NOT NULL,
    person_id   uuid             NOT NULL,
    probability double precision NOT NULL,
    reasons     jsonb            NOT NULL,
    note        text             NOT NULL,
    -- what was decided without a look
    band        text             NOT NULL CHECK (band IN ('SAME', 'REVIEW')),
    state       text             NOT NULL CHECK (state IN ('AUTOMATIC', 'OPEN', 'SAME', 'DIFFERENT', 'SKIPPED')),
    decided_by  text,
    decided_at  timestamptz,
    merge_id    uuid,
    PRIMARY KEY (tenant_id, review_id),
    UNIQUE (tenant_id, system, object, external_id, person_id)
);
CREATE INDEX review_by_state ON matching.review (tenant_id, state, at DESC, review_id);
CREATE INDEX review_merge ON matching.review (tenant_id, merge_id) WHERE merge_id IS NOT NULL;
CALL kernel.wall('matching.review');
