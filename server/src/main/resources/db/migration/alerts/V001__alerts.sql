-- Alerts: what was noticed, who hears of it, and what became of telling them.

-- Rules as people edited or made them. A rule that ships has no row until somebody edits it.
CREATE TABLE alerts.rule (
    tenant_id        uuid        NOT NULL,
    rule_key         text        NOT NULL,
    -- of rules that people made: what is compared; null: a rule that ships
    title            text,
    condition        json,
    subject          uuid,
    enabled          boolean     NOT NULL,
    -- null: as whoever notices says
    severity         text        CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    settings         json        NOT NULL,
    -- null: all channels
    channels         uuid[],
    throttle_minutes integer     NOT NULL CHECK (throttle_minutes >= 0),
    quiet            json,
    escalate_after_minutes integer CHECK (escalate_after_minutes > 0),
    escalate_to      uuid[],
    updated_at       timestamptz NOT NULL,
    updated_by       text        NOT NULL,
    PRIMARY KEY (tenant_id, rule_key),
    CHECK ((title IS NULL) = (condition IS NULL) AND (condition IS NULL) = (subject IS NULL))
);
CREATE INDEX rule_of_subject ON alerts.rule (tenant_id, subject) WHERE subject IS NOT NULL;
CALL kernel.wall('alerts.rule');

CREATE TABLE alerts.channel (
    tenant_id  uuid        NOT NULL,
    channel_id uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('EMAIL', 'CHAT', 'WEBHOOK')),
    name       text        NOT NULL,
    -- what may be shown; the address of a chat and the key of a web hook are secrets
    settings   json        NOT NULL,
    secret_id  uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, channel_id),
    UNIQUE (tenant_id, name)
);
CALL kernel.wall('alerts.channel');

CREATE TABLE alerts.alert (
    tenant_id       uuid        NOT NULL,
    alert_id        uuid        NOT NULL,
    position        bigint      GENERATED ALWAYS AS IDENTITY,
    rule_key        text        NOT NULL,
    group_key       text        NOT NULL,
    severity        text        NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    state           text        NOT NULL CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'CLOSED')),
    title           text        NOT NULL,
    detail          text        NOT NULL,
    link            text,
    run_id          uuid,
    record_key      text,
    times           bigint      NOT NULL,
    first_at        timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamptz,
    snoozed_until   timestamptz,
    closed_at       timestamptz,
    -- null: it was over by itself
    closed_by       text,
    -- how often people were told, and how many times there were when they last were
    notices         integer     NOT NULL DEFAULT 0,
    told_times      bigint      NOT NULL DEFAULT 0,
    last_notice_at  timestamptz,
    -- a notice that waits for the throttle or the end of quiet hours
    notice_due_at   timestamptz,
    escalate_at     timestamptz,
    escalated_at    timestamptz,
    PRIMARY KEY (tenant_id, alert_id),
    CHECK ((snoozed_until IS NOT NULL) = (state = 'SNOOZED')),
    CHECK ((closed_at IS NOT NULL) = (state = 'CLOSED')),
    CHECK (notice_due_at IS NULL OR state = 'OPEN'),
    CHECK (escalate_at IS NULL OR state = 'OPEN')
);
-- things of one rule and group are one alert while it is not closed
CREATE UNIQUE INDEX alert_open ON alerts.alert (tenant_id, rule_key, group_key) WHERE state <> 'CLOSED';
CREATE INDEX alert_by_time ON alerts.alert (tenant_id, position DESC);
CREATE INDEX alert_of_group ON alerts.alert (tenant_id, rule_key, group_key, position DESC);
CREATE INDEX alert_notice_due ON alerts.alert (notice_due_at) WHERE notice_due_at IS NOT NULL;
CREATE INDEX alert_escalates ON alerts.alert (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE INDEX alert_wakes ON alerts.alert (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX alert_closed ON alerts.alert (tenant_id, closed_at) WHERE closed_at IS NOT NULL;
CALL kernel.wall('alerts.alert');

-- The newest times it happened; older ones are only counted.
CREATE TABLE alerts.occurrence (
    tenant_id  uuid        NOT NULL,
    alert_id   uuid        NOT NULL,
    number     bigint      NOT NULL,
    at         timestamptz NOT NULL,
    title      text        NOT NULL,
    detail     text        NOT NULL,
    run_id     uuid,
    record_key text,
    PRIMARY KEY (tenant_id, alert_id, number),
    FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts.alert ON DELETE CASCADE
);
CALL kernel.wall('alerts.occurrence');

-- What is told over a channel: the intent, committed before the call; one for each notice of an alert and channel.
CREATE TABLE alerts.delivery (
    tenant_id    uuid        NOT NULL,
    delivery_id  uuid        NOT NULL,
    position     bigint      GENERATED ALWAYS AS IDENTITY,
    -- null: a test
    alert_id     uuid,
    notice       integer,
    channel_id   uuid        NOT NULL,
    channel_name text        NOT NULL,
    channel_kind text        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('OPENED', 'AGAIN', 'ESCALATED', 'RECOVERED', 'TEST')),
    body         json        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'UNKNOWN')),
    attempts     integer     NOT NULL DEFAULT 0,
    error        text,
    -- of e-mail: the mails, which have states of their own
    mails        uuid[],
    queued_at    timestamptz NOT NULL,
    next_at      timestamptz,
    lease_until  timestamptz,
    ended_at     timestamptz,
    PRIMARY KEY (tenant_id, delivery_id),
    UNIQUE (tenant_id, alert_id, notice, channel_id),
    FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts.alert ON DELETE CASCADE,
    CHECK ((next_at IS NOT NULL) = (state = 'QUEUED')),
    CHECK ((lease_until IS NOT NULL) = (state = 'SENDING'))
);
CREATE INDEX delivery_due ON alerts.delivery (next_at) WHERE state = 'QUEUED';
CREATE INDEX delivery_sending ON alerts.delivery (lease_until) WHERE state = 'SENDING';
CALL kernel.wall('alerts.delivery');

-- When the conditions of a tenant were last looked at, so that one node does it at a time.
CREATE TABLE alerts.look (
    tenant_id uuid        NOT NULL PRIMARY KEY,
    looked_at timestamptz NOT NULL
);
CALL kernel.wall('alerts.look');

-- Numbers of past runs, of the subjects that rules compare.
CREATE TABLE alerts.figure (
    tenant_id uuid             NOT NULL,
    subject   uuid             NOT NULL,
    metric    text             NOT NULL,
    field     text             NOT NULL,
    at        timestamptz      NOT NULL,
    run_id    uuid             NOT NULL,
    value     double precision NOT NULL,
    PRIMARY KEY (tenant_id, subject, metric, field, at, run_id)
);
CALL kernel.wall('alerts.figure');

-- Asked by every node, before a tenant is known: who has something that is due.
CREATE FUNCTION alerts.due(now timestamptz) RETURNS TABLE (tenant_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT a.tenant_id FROM alerts.alert a WHERE a.notice_due_at <= due.now
        UNION SELECT a.tenant_id FROM alerts.alert a WHERE a.escalate_at <= due.now
        UNION SELECT a.tenant_id FROM alerts.alert a WHERE a.snoozed_until <= due.now
        UNION SELECT d.tenant_id FROM alerts.delivery d WHERE d.state = 'QUEUED' AND d.next_at <= due.now
        UNION SELECT d.tenant_id FROM alerts.delivery d WHERE d.state = 'SENDING' AND d.lease_until < due.now;
    END;

REVOKE ALL ON FUNCTION alerts.due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alerts.due(timestamptz) TO ${app};
