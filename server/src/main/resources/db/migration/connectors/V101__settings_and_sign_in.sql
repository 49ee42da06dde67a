-- What a connection is set to beyond its address and secret, and approvals given by people at the vendor's own sign-in page.

ALTER TABLE connectors.connection ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
-- the refresh token that an approval brought
ALTER TABLE connectors.connection ADD COLUMN grant_secret_id uuid;

-- Sign-ins that were begun and have not come back yet. The state itself is never stored, only its hash.
CREATE TABLE connectors.sign_in (
    tenant_id     uuid        NOT NULL,
    state_hash    text        NOT NULL,
    connection_id uuid        NOT NULL,
    user_id       uuid        NOT NULL,
    secret_id     uuid        NOT NULL,
    redirect      text        NOT NULL,
    began_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, state_hash)
);
CALL kernel.wall('connectors.sign_in');

-- Descriptions of a CRM's objects as last told, so that asking again is cheap.
CREATE TABLE connectors.description (
    tenant_id     uuid        NOT NULL,
    connection_id uuid        NOT NULL,
    object        text        NOT NULL,
    version       text        NOT NULL,
    content       text        NOT NULL,
    modified      text,
    told_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, object)
);
CALL kernel.wall('connectors.description');
