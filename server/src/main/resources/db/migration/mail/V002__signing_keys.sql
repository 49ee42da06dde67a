-- Keys that a tenant's letters are signed with (DKIM), by the domain they come from; the keys themselves are secrets.
CREATE TABLE mail.signing_key (
    tenant_id  uuid        NOT NULL,
    domain     text        COLLATE "C" NOT NULL,
    selector   text        NOT NULL,
    secret_id  uuid        NOT NULL,
    -- base64 of the public key, as the name server tells it
    public_key text        NOT NULL,
    -- MADE here, GIVEN by a person, FILE: read from the file that the server's settings name
    source     text        NOT NULL CHECK (source IN ('MADE', 'GIVEN', 'FILE')),
    made_at    timestamptz NOT NULL,
    made_by    text        NOT NULL,
    PRIMARY KEY (tenant_id, domain)
);
CALL kernel.wall('mail.signing_key');
