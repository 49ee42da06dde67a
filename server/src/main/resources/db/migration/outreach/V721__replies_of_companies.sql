-- Whether somebody of a company answered lately is asked of everybody who enters.
CREATE INDEX lead_replied_of_company ON outreach.lead (tenant_id, company_key, replied_at)
    WHERE company_key <> '' AND replied_at IS NOT NULL;
