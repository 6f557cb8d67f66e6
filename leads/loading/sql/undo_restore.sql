-- Leads that were known before the import: what the rows did to them is taken back.
CREATE TEMP TABLE IF NOT EXISTS import_known (line integer, lead_id bigint);
TRUNCATE import_known;

INSERT INTO import_known (line, lead_id)
SELECT i."row", i.lead_id FROM leads_importrow i
WHERE i.lead_import_id = %(lead_import)s AND i."row" > %(after)s AND i."row" <= %(upto)s
  AND i.outcome IN ('updated', 'skipped') AND i.lead_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM leads_importrow c
                  WHERE c.lead_id = i.lead_id AND c.lead_import_id = %(lead_import)s AND c.outcome = 'created');

ANALYZE import_known;

-- Values that the rows changed and nobody changed since become what they were; several changes of one value are one.
CREATE TEMP TABLE IF NOT EXISTS import_back (lead_id bigint, field text COLLATE "C", before text, after text);
TRUNCATE import_back;

INSERT INTO import_back (lead_id, field, before, after)
SELECT said.lead_id, said.field, (array_agg(said.before ORDER BY said."row"))[1], (array_agg(said.after ORDER BY said."row" DESC))[1]
FROM (SELECT i.lead_id, i."row", c.key AS field, c.value ->> 0 AS before, c.value ->> 1 AS after
      FROM import_known k
      JOIN leads_importrow i ON i.lead_import_id = %(lead_import)s AND i."row" = k.line
      CROSS JOIN LATERAL jsonb_each(i.details -> 'changed') AS c) AS said
GROUP BY said.lead_id, said.field;

DELETE FROM import_back b
USING (
    SELECT k.lead_id, to_jsonb(l) AS fields, c.name AS company
    FROM (SELECT DISTINCT lead_id FROM import_back) AS k
    CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE id = k.lead_id OFFSET 0) AS l
    LEFT JOIN LATERAL (SELECT client_id, name FROM leads_company WHERE id = l.company_id OFFSET 0) AS c
        ON c.client_id = l.client_id
    WHERE l.client_id = %(client)s
) AS there
WHERE there.lead_id = b.lead_id AND b.after <> COALESCE(
    CASE WHEN b.field = 'company' THEN there.company
         WHEN b.field LIKE 'custom.%%' THEN there.fields #>> ARRAY['custom', substr(b.field, 8)]
         ELSE there.fields ->> b.field END, '');

ANALYZE import_back (lead_id);

WITH patch AS (
    SELECT lead_id,
        COALESCE(jsonb_object_agg(field, before) FILTER (WHERE field NOT LIKE 'custom.%%' AND field <> 'company'), '{}') AS fields,
        COALESCE(jsonb_object_agg(substr(field, 8), before) FILTER (WHERE field LIKE 'custom.%%' AND before <> ''), '{}') AS custom,
        COALESCE(array_agg(substr(field, 8)) FILTER (WHERE field LIKE 'custom.%%' AND before = ''), '{}') AS gone,
        bool_or(field = 'company') AS moves, max(before) FILTER (WHERE field = 'company') AS company
    FROM import_back GROUP BY lead_id
), firm AS (
    SELECT c.name, min(c.id) AS id FROM leads_company c
    WHERE c.client_id = %(client)s AND c.name = ANY (ARRAY(SELECT p.company FROM patch p WHERE p.moves)) GROUP BY c.name
)
UPDATE leads_lead l SET
    external_id = old.external_id, first_name = old.first_name, last_name = old.last_name, job_title = old.job_title,
    email = old.email, address = old.address, city = old.city, region = old.region, postal_code = old.postal_code,
    language = old.language, source = old.source, notes = old.notes,
    custom = (l.custom || patch.custom) - patch.gone,
    company_id = CASE WHEN patch.moves THEN firm.id ELSE l.company_id END,
    updated_at = %(now)s
FROM patch
LEFT JOIN firm ON firm.name = patch.company
CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE id = patch.lead_id OFFSET 0) AS o
CROSS JOIN LATERAL jsonb_populate_record(o::leads_lead, patch.fields) AS old
WHERE o.client_id = %(client)s AND l.id = o.id;

-- Numbers that the rows added go, unless the lead was called since.
CREATE TEMP TABLE IF NOT EXISTS import_number_back (lead_id bigint, number text);
TRUNCATE import_number_back;

WITH gone AS (
    DELETE FROM leads_leadphone p
    USING import_known k
    JOIN leads_importrow i ON i.lead_import_id = %(lead_import)s AND i."row" = k.line
    WHERE p.client_id + 0 = %(client)s AND p.lead_id = i.lead_id AND jsonb_exists(i.details -> 'numbers', p.number)
      AND NOT p.is_wrong AND NOT EXISTS (
          SELECT FROM (SELECT * FROM leads_enrollment WHERE lead_id = i.lead_id AND is_latest OFFSET 0) AS e
          WHERE e.client_id = %(client)s
            AND (e.claimed_by_id IS NOT NULL OR e.attempts > 0 AND e.next_number = p.number))
    RETURNING p.lead_id, p.number
)
INSERT INTO import_number_back SELECT lead_id, number FROM gone;

ANALYZE import_number_back;

UPDATE leads_lead l SET phone = COALESCE((
    SELECT p.number FROM (SELECT * FROM leads_leadphone WHERE lead_id = l.id OFFSET 0) AS p
    WHERE p.client_id = %(client)s ORDER BY p.position, p.id LIMIT 1), '')
FROM import_number_back b
WHERE l.client_id + 0 = %(client)s AND l.id = b.lead_id AND l.phone || '' = b.number;

UPDATE leads_enrollment e SET next_number = COALESCE(({number_of_pass}), '')
FROM import_number_back b
WHERE e.client_id + 0 = %(client)s AND e.lead_id = b.lead_id AND e.ended_at IS NULL AND e.next_number || '' = b.number;

-- A second pass that the import opened and nobody worked closes without a trace; the place on the list goes with it.
WITH gone AS (
    DELETE FROM leads_enrollment e
    USING import_known k
    WHERE e.client_id + 0 = %(client)s AND e.lead_id = k.lead_id AND e.lead_list_id + 0 = %(lead_list)s AND e.is_latest
      AND e.began_at >= %(began)s AND e.stage = 'new' AND e.attempts = 0 AND e.claimed_by_id IS NULL
      {untouched}
    RETURNING e.lead_id, e.number
)
UPDATE leads_enrollment e SET is_latest = true
FROM gone g
WHERE e.client_id + 0 = %(client)s AND e.lead_id = g.lead_id AND e.number = g.number - 1;

DELETE FROM leads_listing s
USING import_known k
WHERE s.client_id + 0 = %(client)s AND s.lead_id = k.lead_id
  AND s.lead_import_id = %(lead_import)s
  AND NOT EXISTS (SELECT FROM (SELECT lead_list_id FROM leads_enrollment WHERE lead_id = s.lead_id OFFSET 0) AS e
                  WHERE e.lead_list_id = s.lead_list_id);

INSERT INTO leads_activity (client_id, lead_id, kind, at, by_id, details)
SELECT DISTINCT %(client)s::bigint, lead_id, 'updated', %(now)s::timestamptz, %(by)s::bigint, jsonb_build_object('undone', %(list_name)s)
FROM import_back;

-- What the rows said of consent goes with them, unless it was withdrawn since: that stays.
DELETE FROM leads_consent c
USING import_known k
WHERE c.client_id = %(client)s AND c.lead_id = k.lead_id AND c.lead_import_id = %(lead_import)s AND c."row" = k.line
  AND c.withdrawn_at IS NULL;
