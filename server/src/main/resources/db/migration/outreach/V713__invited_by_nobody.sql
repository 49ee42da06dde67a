-- People whom another tool invited from an account that nobody named: every account looks for them.
CREATE INDEX lead_invited_by_nobody ON outreach.lead (tenant_id, linkedin)
    WHERE sender_id IS NULL AND invited_at IS NOT NULL AND ended_at IS NULL;
