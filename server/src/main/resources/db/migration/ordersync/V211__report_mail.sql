-- To whom the report of a run goes by itself when the run ends, and when. No row: to nobody.

CREATE TABLE ordersync.report_mail (
    tenant_id  uuid        NOT NULL,
    sync_id    uuid        NOT NULL,
    recipients text[]      NOT NULL,
    send_when  text        NOT NULL CHECK (send_when IN ('NEVER', 'FAILURES', 'ALWAYS')),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sync_id),
    FOREIGN KEY (tenant_id, sync_id) REFERENCES ordersync.sync ON DELETE CASCADE
);
CALL kernel.wall('ordersync.report_mail');
