-- The same question, never answered by looking through all planned times for each trigger: the planner would do that while it has
-- no statistics of what was planned a moment ago.

CREATE OR REPLACE FUNCTION flows.silent_triggers(before timestamptz) RETURNS TABLE (tenant_id uuid, flow_id uuid, trigger_id text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog SET enable_nestloop = off
    BEGIN ATOMIC
        SELECT t.tenant_id, t.flow_id, t.trigger_id FROM flows.trigger t
        WHERE t.type = 'schedule' AND t.enabled AND NOT t.ended
          AND NOT EXISTS (SELECT FROM flows.due d
                WHERE d.tenant_id = t.tenant_id AND d.flow_id = t.flow_id AND d.trigger_id = t.trigger_id
                  AND d.state = 'PLANNED' AND d.starts_at >= before);
    END;
