-- Leads that the rows made and nobody touched since go again, with all that the import gave them. What stands in braces
-- asks every table that points to a lead or to its pass, whichever app it belongs to (importundo.py).
WITH made AS (
    SELECT i."row", i.lead_id
    FROM leads_importrow i
    WHERE i.lead_import_id = %(lead_import)s AND i."row" > %(after)s AND i."row" <= %(upto)s
      AND i.outcome = 'created' AND i.lead_id IS NOT NULL
), free AS (
    SELECT l.id
    FROM made m
    CROSS JOIN LATERAL (SELECT client_id, id, owner_id FROM leads_lead WHERE id = m.lead_id OFFSET 0) AS l
    JOIN leads_enrollment e ON e.lead_id = l.id
    WHERE l.client_id = %(client)s AND e.number = 1 AND e.is_latest AND e.ended_at IS NULL AND e.stage = 'new' AND e.attempts = 0
      AND e.claimed_by_id IS NULL AND l.owner_id IS NULL
      AND NOT EXISTS (SELECT FROM leads_activity a WHERE a.lead_id = l.id AND NOT jsonb_exists(a.details, 'row')
                      AND NOT (a.kind = 'arrived' AND a.details ->> 'import' = %(lead_import)s::text))
      AND NOT EXISTS (SELECT FROM leads_consent c LEFT JOIN leads_arrival v ON v.id = c.arrival_id
                      WHERE c.lead_id = l.id AND (c.withdrawn_at IS NOT NULL
                          OR COALESCE(c.lead_import_id, v.lead_import_id) IS DISTINCT FROM %(lead_import)s))
      AND NOT EXISTS (SELECT FROM leads_importrow o WHERE o.lead_id = l.id AND o.lead_import_id <> %(lead_import)s)
      AND NOT EXISTS (SELECT FROM leads_listing s WHERE s.lead_id = l.id AND s.lead_import_id IS DISTINCT FROM %(lead_import)s)
      {touched}
    FOR UPDATE OF e SKIP LOCKED
), told AS (
    UPDATE leads_importrow i SET lead_id = NULL, details = i.details || '{"undone": true}'
    FROM free WHERE i.lead_id = free.id
), activities AS (DELETE FROM leads_activity WHERE lead_id IN (SELECT id FROM free)),
consents AS (DELETE FROM leads_consent WHERE lead_id IN (SELECT id FROM free)),
proposals AS (DELETE FROM leads_perhapssame WHERE left_id IN (SELECT id FROM free) OR right_id IN (SELECT id FROM free)),
decided AS (UPDATE leads_importfix SET lead_id = NULL WHERE lead_id IN (SELECT id FROM free)),
listings AS (DELETE FROM leads_listing WHERE lead_id IN (SELECT id FROM free)),
numbers AS (DELETE FROM leads_leadphone WHERE lead_id IN (SELECT id FROM free)),
passes AS (DELETE FROM leads_enrollment WHERE lead_id IN (SELECT id FROM free))
DELETE FROM leads_lead WHERE client_id + 0 = %(client)s AND id = ANY (ARRAY(SELECT id FROM free));
