-- Users, their sessions and API keys. What a browser or a script sends is kept as SHA-256 alone.

CREATE TABLE kernel.app_user (
    tenant_id           uuid        NOT NULL,
    user_id             uuid        NOT NULL,
    email               text        NOT NULL,
    -- the address as it is compared: lower case
    email_key           text        NOT NULL,
    name                text        NOT NULL,
    role                text        NOT NULL,
    password_hash       text        NOT NULL,
    failures            integer     NOT NULL DEFAULT 0,
    locked_until        timestamptz,
    disabled_at         timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    last_sign_in_at     timestamptz,
    PRIMARY KEY (tenant_id, user_id),
    UNIQUE (tenant_id, email_key)
);
CREATE INDEX ON kernel.app_user (email_key);
CALL kernel.wall('kernel.app_user', 'SELECT, INSERT, UPDATE');

CREATE TABLE kernel.session (
    tenant_id    uuid        NOT NULL,
    session_id   uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    token_hash   bytea       NOT NULL,
    address      text        NOT NULL,
    user_agent   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES kernel.app_user
);
CREATE INDEX ON kernel.session (token_hash);
CREATE INDEX ON kernel.session (tenant_id, user_id);
CALL kernel.wall('kernel.session');

CREATE TABLE kernel.api_key (
    tenant_id    uuid        NOT NULL,
    key_id       uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    name         text        NOT NULL,
    prefix       text        NOT NULL,
    key_hash     bytea       NOT NULL,
    scopes       text[]      NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, key_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES kernel.app_user
);
CREATE INDEX ON kernel.api_key (key_hash);
CREATE INDEX ON kernel.api_key (tenant_id, user_id);
CALL kernel.wall('kernel.api_key', 'SELECT, INSERT, UPDATE');

-- Two tables that no tenant owns, because they are needed before one is known. The application's role has no right on them.
CREATE TABLE kernel.sign_in_failure (
    -- an address of the network, or a hash of an unknown account
    subject  text        NOT NULL PRIMARY KEY,
    failures integer     NOT NULL,
    last_at  timestamptz NOT NULL
);

CREATE TABLE kernel.setup_token (
    token_hash bytea       NOT NULL PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- The questions that are asked before a tenant is known.
CREATE FUNCTION kernel.session_bearer(hash bytea) RETURNS TABLE (
        tenant_id uuid, session_id uuid, last_seen_at timestamptz, expires_at timestamptz,
        user_id uuid, email text, name text, role text, disabled boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT s.tenant_id, s.session_id, s.last_seen_at, s.expires_at, u.user_id, u.email, u.name, u.role, u.disabled_at IS NOT NULL
        FROM kernel.session s JOIN kernel.app_user u ON u.tenant_id = s.tenant_id AND u.user_id = s.user_id
        WHERE s.token_hash = hash;
    END;

CREATE FUNCTION kernel.key_bearer(hash bytea) RETURNS TABLE (
        tenant_id uuid, key_id uuid, key_name text, scopes text[], expires_at timestamptz, revoked boolean, last_used_at timestamptz,
        user_id uuid, email text, name text, role text, disabled boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT k.tenant_id, k.key_id, k.name, k.scopes, k.expires_at, k.revoked_at IS NOT NULL, k.last_used_at,
               u.user_id, u.email, u.name, u.role, u.disabled_at IS NOT NULL
        FROM kernel.api_key k JOIN kernel.app_user u ON u.tenant_id = k.tenant_id AND u.user_id = k.user_id
        WHERE k.key_hash = hash;
    END;

CREATE FUNCTION kernel.accounts_of(wanted_email_key text) RETURNS TABLE (tenant_id uuid, slug text, user_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT u.tenant_id, t.slug, u.user_id
        FROM kernel.app_user u JOIN kernel.tenant t ON t.tenant_id = u.tenant_id
        WHERE u.email_key = wanted_email_key ORDER BY t.slug;
    END;

CREATE FUNCTION kernel.any_user() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT EXISTS (SELECT 1 FROM kernel.app_user);
    END;

-- Failures of a subject, each within the window of the one before; after a window without any they count as none.
CREATE FUNCTION kernel.sign_in_failures(wanted text, window_start timestamptz) RETURNS TABLE (failures integer, last_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT f.failures, f.last_at FROM kernel.sign_in_failure f WHERE f.subject = wanted AND f.last_at > window_start;
    END;

CREATE FUNCTION kernel.count_sign_in_failure(failed text, window_start timestamptz, at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        DELETE FROM kernel.sign_in_failure f WHERE f.last_at < window_start - interval '1 day' AND f.subject <> failed;
        INSERT INTO kernel.sign_in_failure AS f (subject, failures, last_at) VALUES (failed, 1, at)
        ON CONFLICT (subject) DO UPDATE SET
            failures = CASE WHEN f.last_at > window_start THEN f.failures + 1 ELSE 1 END,
            last_at = excluded.last_at;
    END;

CREATE FUNCTION kernel.add_setup_token(hash bytea, at timestamptz, until timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        DELETE FROM kernel.setup_token WHERE expires_at < at;
        INSERT INTO kernel.setup_token (token_hash, expires_at) VALUES (hash, until);
    END;

CREATE FUNCTION kernel.use_setup_token(hash bytea, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    -- one at a time, so that two calls cannot both find the door open
    LOCK TABLE kernel.setup_token IN EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM kernel.app_user)
        OR NOT EXISTS (SELECT 1 FROM kernel.setup_token t WHERE t.token_hash = hash AND t.expires_at > at) THEN
        RETURN false;
    END IF;
    DELETE FROM kernel.setup_token;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION kernel.session_bearer(bytea), kernel.key_bearer(bytea), kernel.accounts_of(text), kernel.any_user(),
    kernel.sign_in_failures(text, timestamptz), kernel.count_sign_in_failure(text, timestamptz, timestamptz),
    kernel.add_setup_token(bytea, timestamptz, timestamptz), kernel.use_setup_token(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel.session_bearer(bytea), kernel.key_bearer(bytea), kernel.accounts_of(text), kernel.any_user(),
    kernel.sign_in_failures(text, timestamptz), kernel.count_sign_in_failure(text, timestamptz, timestamptz),
    kernel.add_setup_token(bytea, timestamptz, timestamptz), kernel.use_setup_token(bytea, timestamptz) TO ${app};
