-- How long it took until a connection was known, by time and by sequence: a report reads the newest of them alone.
CREATE INDEX event_lag ON outreach.event (tenant_id, at) WHERE kind = 'CONNECTED' AND evidence ? 'lagSeconds';
CREATE INDEX event_lag_of_sequence ON outreach.event (tenant_id, sequence_id, at) WHERE kind = 'CONNECTED' AND evidence ? 'lagSeconds';
DROP INDEX outreach.event_connected;

-- Leads with neither a time nor a reason to wait. The table refuses them, so that this is empty; whoever looks for them reads nothing.
CREATE INDEX lead_stranded ON outreach.lead (tenant_id) WHERE ended_at IS NULL AND next_at IS NULL AND blocker IS NULL;
