-- What happened to one record, for its timeline.
CREATE INDEX occurrence_of_record ON alerts.occurrence (tenant_id, record_key, at DESC) WHERE record_key IS NOT NULL;
