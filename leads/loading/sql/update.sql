-- Known leads get what the rows bring. Stage, owner and do-not-call are not touched. Rows that are written are found by
-- their ids alone; where the client, a stage or a blank is asked for as well, no index answers it (`+ 0`, `|| ''`).
ANALYZE import_change (lead_id), import_number (lead_id);

WITH patch AS (
    SELECT lead_id,
        COALESCE(jsonb_object_agg(field, after) FILTER (WHERE field NOT LIKE 'custom.%%' AND field <> 'company'), '{}') AS fields,
        COALESCE(jsonb_object_agg(substr(field, 8), after) FILTER (WHERE field LIKE 'custom.%%'), '{}') AS custom,
        string_agg(after, ' ') FILTER (WHERE field = 'company') AS company
    FROM import_change GROUP BY lead_id
), said AS (
    SELECT f.lead_id, string_agg(r.search, ' ' ORDER BY r.line) AS search,
        (array_agg(r.company_key ORDER BY r.line DESC) FILTER (WHERE r.company_key <> ''
            AND EXISTS (SELECT FROM import_change c WHERE c.line = r.line AND c.field = 'company')))[1] AS company_key
    FROM import_fate f JOIN import_row r ON r.line = f.line WHERE f.outcome = 'updated' GROUP BY f.lead_id
)
UPDATE leads_lead l SET
    external_id = new.external_id, first_name = new.first_name, last_name = new.last_name, job_title = new.job_title,
    email = new.email, address = new.address, city = new.city, region = new.region, postal_code = new.postal_code,
    language = new.language, source = new.source, notes = new.notes,
    custom = l.custom || COALESCE(patch.custom, '{}'),
    company_id = COALESCE(c.id, l.company_id),
    search = l.search || ' ' || said.search,
    updated_at = %(now)s
FROM said
LEFT JOIN patch ON patch.lead_id = said.lead_id
LEFT JOIN LATERAL (SELECT client_id, id FROM leads_company WHERE sort_name = said.company_key OFFSET 0) AS c
    ON c.client_id = %(client)s
CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE id = said.lead_id OFFSET 0) AS o
CROSS JOIN LATERAL jsonb_populate_record(o::leads_lead, COALESCE(patch.fields, '{}')) AS new
WHERE o.client_id = %(client)s AND l.id = o.id;

INSERT INTO leads_leadphone (client_id, lead_id, number, extension, kind, is_certain, is_wrong, raw, position)
SELECT %(client)s, n.lead_id, p.number, p.extension, p.kind, p.certain, false, p.raw,
    COALESCE((SELECT max(h.position)
              FROM (SELECT client_id, position FROM leads_leadphone WHERE lead_id = n.lead_id OFFSET 0) AS h
              WHERE h.client_id = %(client)s), 0)
    + row_number() OVER (PARTITION BY n.lead_id ORDER BY n.line, p.position)
FROM import_number n
JOIN import_phone p ON p.line = n.line AND p.number = n.number;

UPDATE leads_lead l SET phone = first.number, area_code = first.area_code
FROM (SELECT DISTINCT ON (n.lead_id) n.lead_id, r.phone AS number, r.area_code
      FROM import_number n JOIN import_row r ON r.line = n.line AND r.phone <> '' ORDER BY n.lead_id, n.line) AS first
WHERE l.client_id + 0 = %(client)s AND l.id = first.lead_id AND l.phone || '' = '';

UPDATE leads_enrollment e SET next_number = COALESCE(({number_of_pass}), '')
WHERE e.client_id + 0 = %(client)s AND e.ended_at IS NULL AND e.next_number || '' = '' AND e.claimed_by_id IS NULL
  AND e.lead_id = ANY (ARRAY(SELECT n.lead_id FROM import_number n));

INSERT INTO leads_activity (client_id, lead_id, kind, at, by_id, details)
SELECT %(client)s, f.lead_id, 'updated', %(now)s, %(by)s,
    jsonb_build_object('list', %(list_name)s, 'campaign', %(campaign_name)s, 'row', min(f.line))
FROM import_fate f
WHERE f.outcome = 'updated'
GROUP BY f.lead_id;
