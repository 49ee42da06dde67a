-- Secrets of others, encrypted by the tenant's own keys; those are encrypted by the master key, which is not in the database.

CREATE TABLE kernel.keyset (
    tenant_id  uuid        NOT NULL PRIMARY KEY REFERENCES kernel.tenant,
    -- the keys, encrypted; the fingerprint says by which master key
    keys       bytea       NOT NULL,
    master_key text        NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CALL kernel.wall('kernel.keyset');

CREATE TABLE kernel.secret (
    tenant_id  uuid        NOT NULL,
    secret_id  uuid        NOT NULL,
    purpose    text        NOT NULL,
    key_id     integer     NOT NULL,
    ciphertext bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, secret_id),
    FOREIGN KEY (tenant_id) REFERENCES kernel.keyset
);
CALL kernel.wall('kernel.secret');

-- asked at the start, before a tenant is known: are these keysets encrypted by the master key that we have?
CREATE FUNCTION kernel.master_keys() RETURNS TABLE (master_key text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT DISTINCT k.master_key FROM kernel.keyset k ORDER BY 1;
    END;

REVOKE ALL ON FUNCTION kernel.master_keys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.master_keys() TO ${app};
