-- Who did what: one chain of hashes for each tenant. The application's role can add to it and read it, nothing else.

CREATE TABLE kernel.audit_entry (
    tenant_id uuid        NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0),
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,
    action    text        NOT NULL,
    subject   text        NOT NULL,
    detail    jsonb       NOT NULL,
    prev_hash bytea       NOT NULL CHECK (length(prev_hash) = 32),
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, seq)
);
CALL kernel.wall('kernel.audit_entry', 'SELECT, INSERT');

-- where each chain ends, so that a tail that was cut off is missed
CREATE TABLE kernel.audit_head (
    tenant_id uuid   NOT NULL PRIMARY KEY,
    seq       bigint NOT NULL,
    hash      bytea  NOT NULL
);
CALL kernel.wall('kernel.audit_head', 'SELECT');

CREATE FUNCTION kernel.append_audit_entry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.seq = 1 AND NEW.prev_hash = decode(repeat('00', 32), 'hex') THEN
        INSERT INTO kernel.audit_head (tenant_id, seq, hash) VALUES (NEW.tenant_id, 1, NEW.hash);
    ELSE
        UPDATE kernel.audit_head SET seq = NEW.seq, hash = NEW.hash
        WHERE tenant_id = NEW.tenant_id AND seq = NEW.seq - 1 AND hash = NEW.prev_hash;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'audit entry % does not follow the last one of its tenant', NEW.seq;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION kernel.append_audit_entry() FROM PUBLIC;

CREATE TRIGGER append_audit_entry BEFORE INSERT ON kernel.audit_entry
    FOR EACH ROW EXECUTE FUNCTION kernel.append_audit_entry();
