-- Known leads of the rows %(after)s < line <= %(upto)s: blanks are filled, nothing is overwritten, stage, owner and
-- do-not-call are not touched.
WITH said AS (
    SELECT f.lead_id,
        (array_agg(r.external_id ORDER BY r.line) FILTER (WHERE r.external_id <> ''))[1] AS external_id,
        (array_agg(r.first_name ORDER BY r.line) FILTER (WHERE r.first_name <> ''))[1] AS first_name,
        (array_agg(r.last_name ORDER BY r.line) FILTER (WHERE r.last_name <> ''))[1] AS last_name,
        (array_agg(r.person ORDER BY r.line) FILTER (WHERE r.person <> ''))[1] AS person,
        (array_agg(r.company_key ORDER BY r.line) FILTER (WHERE r.company_key <> ''))[1] AS company_key,
        (array_agg(r.job_title ORDER BY r.line) FILTER (WHERE r.job_title <> ''))[1] AS job_title,
        (array_agg(r.email ORDER BY r.line) FILTER (WHERE r.email <> ''))[1] AS email,
        (array_agg(r.phone ORDER BY r.line) FILTER (WHERE r.phone <> ''))[1] AS phone,
        (array_agg(r.area_code ORDER BY r.line) FILTER (WHERE r.phone <> ''))[1] AS area_code,
        (array_agg(r.address ORDER BY r.line) FILTER (WHERE r.address <> ''))[1] AS address,
        (array_agg(r.city ORDER BY r.line) FILTER (WHERE r.city <> ''))[1] AS city,
        (array_agg(r.region ORDER BY r.line) FILTER (WHERE r.region <> ''))[1] AS region,
        (array_agg(r.postal_code ORDER BY r.line) FILTER (WHERE r.postal_code <> ''))[1] AS postal_code,
        (array_agg(r.language ORDER BY r.line) FILTER (WHERE r.language <> ''))[1] AS language,
        (array_agg(r.source ORDER BY r.line) FILTER (WHERE r.source <> ''))[1] AS source,
        (array_agg(r.notes ORDER BY r.line) FILTER (WHERE r.notes <> ''))[1] AS notes,
        string_agg(r.search, ' ' ORDER BY r.line) AS search
    FROM import_fate f JOIN import_row r ON r.line = f.line
    WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.outcome = 'updated'
    GROUP BY f.lead_id
)
UPDATE leads_lead l SET
    external_id = COALESCE(NULLIF(l.external_id, ''), said.external_id, ''),
    first_name = COALESCE(NULLIF(l.first_name, ''), said.first_name, ''),
    last_name = COALESCE(NULLIF(l.last_name, ''), said.last_name, ''),
    company_id = COALESCE(l.company_id, c.id),
    job_title = COALESCE(NULLIF(l.job_title, ''), said.job_title, ''),
    email = COALESCE(NULLIF(l.email, ''), said.email, ''),
    phone = COALESCE(NULLIF(l.phone, ''), said.phone, ''),
    area_code = CASE WHEN l.phone = '' THEN COALESCE(said.area_code, '') ELSE l.area_code END,
    address = COALESCE(NULLIF(l.address, ''), said.address, ''),
    city = COALESCE(NULLIF(l.city, ''), said.city, ''),
    region = COALESCE(NULLIF(l.region, ''), said.region, ''),
    postal_code = COALESCE(NULLIF(l.postal_code, ''), said.postal_code, ''),
    language = COALESCE(NULLIF(l.language, ''), said.language, ''),
    source = COALESCE(NULLIF(l.source, ''), said.source, ''),
    notes = COALESCE(NULLIF(l.notes, ''), said.notes, ''),
    sort_name = CASE WHEN l.first_name = '' AND l.last_name = '' AND said.person <> '' THEN left(said.person, 200)
                     ELSE l.sort_name END,
    search = l.search || ' ' || said.search,
    updated_at = %(now)s
FROM said LEFT JOIN leads_company c ON c.client_id = %(client)s AND c.sort_name = said.company_key
WHERE l.client_id = %(client)s AND l.id = said.lead_id;

UPDATE leads_lead l SET custom = n.custom || l.custom
FROM (
    SELECT f.lead_id, jsonb_object_agg(c.key, c.value ORDER BY f.line DESC) AS custom
    FROM import_fate f JOIN import_row r ON r.line = f.line CROSS JOIN LATERAL jsonb_each(r.custom) AS c
    WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.outcome = 'updated'
    GROUP BY f.lead_id
) AS n
WHERE l.client_id = %(client)s AND l.id = n.lead_id AND NOT l.custom @> n.custom;

INSERT INTO leads_leadphone (client_id, lead_id, number, extension, kind, is_certain, is_wrong, raw, position)
SELECT %(client)s, n.lead_id, n.number, n.extension, n.kind, n.certain, false, n.raw,
    COALESCE((SELECT max(h.position) FROM leads_leadphone h
              WHERE h.client_id = %(client)s AND h.lead_id = n.lead_id), 0)
    + row_number() OVER (PARTITION BY n.lead_id ORDER BY n.line, n.position)
FROM (
    SELECT DISTINCT ON (f.lead_id, p.number) f.lead_id, f.line, p.position, p.number, p.extension, p.kind, p.certain, p.raw
    FROM import_phone p JOIN import_fate f ON f.line = p.line
    WHERE p.line > %(after)s AND p.line <= %(upto)s AND f.outcome = 'updated'
      AND NOT EXISTS (SELECT FROM leads_leadphone h
                      WHERE h.client_id = %(client)s AND h.lead_id = f.lead_id AND h.number = p.number)
    ORDER BY f.lead_id, p.number, f.line
) AS n;

UPDATE leads_enrollment e SET next_number = l.phone
FROM leads_lead l
WHERE e.client_id = %(client)s AND l.client_id = %(client)s AND e.lead_id = l.id AND e.ended_at IS NULL
  AND e.next_number = '' AND e.claimed_by_id IS NULL AND l.phone <> ''
  AND l.id IN (SELECT f.lead_id FROM import_fate f
               WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.outcome = 'updated')
  AND NOT EXISTS (SELECT FROM leads_suppression s
                  WHERE s.value = l.phone AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > %(now)s)
                    AND (s.client_id = %(client)s OR s.client_id IS NULL));

INSERT INTO leads_activity (client_id, lead_id, kind, at, by_id, details)
SELECT %(client)s, f.lead_id, 'updated', %(now)s, %(by)s,
    jsonb_build_object('list', %(list_name)s, 'campaign', %(campaign_name)s, 'row', min(f.line))
FROM import_fate f
WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.outcome = 'updated'
GROUP BY f.lead_id;
