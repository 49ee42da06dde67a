-- Companies are reached, asked for consent and left alone as people are. What their rows held of phone and address moves to tables of its
-- own; those columns of company are not written any more.
ALTER TABLE customers.company ADD COLUMN do_not_contact boolean NOT NULL DEFAULT false;

CREATE TABLE customers.company_email (
    tenant_id  uuid        NOT NULL,
    company_id uuid        NOT NULL,
    normalised text        COLLATE "C" NOT NULL,
    written    text        NOT NULL,
    kind       text        NOT NULL,
    is_primary boolean     NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, company_id, normalised),
    FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id) ON DELETE CASCADE,
    CHECK (ended_at IS NULL OR NOT is_primary)
);
CREATE INDEX company_email_by_address ON customers.company_email (tenant_id, normalised);
CALL kernel.wall('customers.company_email');

CREATE TABLE customers.company_phone (
    tenant_id  uuid        NOT NULL,
    company_id uuid        NOT NULL,
    normalised text        COLLATE "C" NOT NULL,
    written    text        NOT NULL,
    kind       text        NOT NULL,
    is_primary boolean     NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, company_id, normalised),
    FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id) ON DELETE CASCADE,
    CHECK (ended_at IS NULL OR NOT is_primary)
);
CREATE INDEX company_phone_by_number ON customers.company_phone (tenant_id, normalised);
CALL kernel.wall('customers.company_phone');

CREATE TABLE customers.company_address (
    tenant_id   uuid        NOT NULL,
    company_id  uuid        NOT NULL,
    kind        text        NOT NULL,
    street      text,
    city        text,
    region      text,
    postal_code text,
    country     text,
    normalised  text        COLLATE "C" NOT NULL,
    is_primary  boolean     NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, company_id, kind),
    FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id) ON DELETE CASCADE
);
CALL kernel.wall('customers.company_address');

INSERT INTO customers.company_phone (tenant_id, company_id, normalised, written, kind, is_primary, since)
SELECT tenant_id, company_id, CASE WHEN phone LIKE '+%' THEN '+' ELSE '' END || regexp_replace(phone, '[^0-9]', '', 'g'), phone, 'work', true,
    created_at
FROM customers.company WHERE regexp_replace(phone, '[^0-9]', '', 'g') <> '';

INSERT INTO customers.company_address (tenant_id, company_id, kind, street, city, region, postal_code, country, normalised, is_primary, since)
SELECT tenant_id, company_id, 'work', street, city, region, postal_code, country,
    lower(concat_ws(' ', street, city, region, postal_code, country)), true, created_at
FROM customers.company WHERE concat(street, city, region, postal_code, country) <> '';

-- What is said of consent is said of a person or of a company.
ALTER TABLE customers.consent ALTER COLUMN person_id DROP NOT NULL;
ALTER TABLE customers.consent ADD COLUMN company_id uuid;
ALTER TABLE customers.consent ADD FOREIGN KEY (tenant_id, company_id) REFERENCES customers.company (tenant_id, company_id) ON DELETE CASCADE;
ALTER TABLE customers.consent ADD CHECK ((person_id IS NULL) <> (company_id IS NULL));
CREATE INDEX consent_of_company ON customers.consent (tenant_id, company_id, consent_id) WHERE company_id IS NOT NULL;
GRANT UPDATE (company_id) ON customers.consent TO ${app};
