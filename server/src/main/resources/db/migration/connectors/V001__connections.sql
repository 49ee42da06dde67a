-- Accounts at vendors, the effects decided for them, the calls made, and what their limits were last known to be.

CREATE TABLE connectors.connection (
    tenant_id      uuid        NOT NULL,
    connection_id  uuid        NOT NULL,
    vendor         text        NOT NULL,
    name           text        NOT NULL,
    endpoint       text        NOT NULL,
    secret_id      uuid        NOT NULL,
    account        text        NOT NULL,
    healthy        boolean,
    health_message text,
    health_at      timestamptz,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, connection_id),
    UNIQUE (tenant_id, name)
);
CALL kernel.wall('connectors.connection');

CREATE TABLE connectors.intent (
    tenant_id       uuid        NOT NULL,
    intent_id       uuid        NOT NULL,
    connection_id   uuid        NOT NULL,
    run_id          uuid,
    kind            text        NOT NULL,
    reference       text        NOT NULL,
    idempotency_key text        NOT NULL,
    body            text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('RECORDED', 'SENT', 'SETTLED', 'DROPPED')),
    attempts        integer     NOT NULL DEFAULT 0,
    evidence        jsonb,
    recorded_at     timestamptz NOT NULL,
    first_sent_at   timestamptz,
    last_sent_at    timestamptz,
    settled_at      timestamptz,
    PRIMARY KEY (tenant_id, intent_id),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connectors.connection
);
CREATE INDEX ON connectors.intent (tenant_id, kind, reference) WHERE state IN ('RECORDED', 'SENT');
CALL kernel.wall('connectors.intent');
