-- Who is who: each row against the client's leads. By external id; by any of its numbers; by its address; the last two
-- only when the external ids do not contradict and the names share a word (or one of them has no person): a switchboard
-- joins people, it does not make them one. A lead that was merged into another stands for that one and is judged by
-- its id and its name; what the absorbed one was called is another name of the person. A kind of match whose policy is
-- "create anyway" is not looked for.
-- Here and in the other steps a row's leads are looked up behind a fence (LATERAL … OFFSET 0) that names only the value,
-- and the client is compared outside: the planner takes a client whom the statistics do not know yet for one row, and
-- would read all of its leads once for every row of the file.
ANALYZE import_row (line, outcome, external_id, email), import_phone (line, number);

INSERT INTO import_found (line, rung, lead_id, ours)
SELECT DISTINCT found.line, found.rung, found.lead_id, EXISTS (
    SELECT FROM (SELECT lead_import_id, outcome FROM leads_importrow WHERE lead_id = found.lead_id OFFSET 0) AS i
    WHERE i.lead_import_id = %(lead_import)s AND i.outcome = 'created')
FROM (
    SELECT r.line, 1 AS rung, COALESCE(l.merged_into_id, l.id) AS lead_id
    FROM import_row r
    CROSS JOIN LATERAL ({leads_of_external_id}) AS l
    WHERE r.outcome = '' AND r.external_id <> '' AND l.client_id = %(client)s
    UNION ALL
    SELECT r.line, 2, COALESCE(l.merged_into_id, l.id)
    FROM import_phone p
    JOIN import_row r ON r.line = p.line
    CROSS JOIN LATERAL (SELECT client_id, lead_id FROM leads_leadphone WHERE number = p.number OFFSET 0) AS n
    CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE id = n.lead_id OFFSET 0) AS l
    LEFT JOIN LATERAL (SELECT * FROM leads_lead WHERE id = l.merged_into_id OFFSET 0) AS k ON true
    WHERE r.outcome = '' AND %(policy_phone)s <> 'create' AND n.client_id = %(client)s AND l.client_id = %(client)s
      AND (r.external_id = '' OR COALESCE(k.external_id, l.external_id) IN ('', r.external_id))
      AND (r.person = '' OR (COALESCE(k.first_name, l.first_name) = '' AND COALESCE(k.last_name, l.last_name) = '')
           OR string_to_array(r.person, ' ') && string_to_array(concat_ws(' ', k.sort_name, l.sort_name), ' ')
           OR EXISTS (SELECT FROM leads_lead a WHERE a.merged_into_id = l.id AND a.client_id = %(client)s
                      AND string_to_array(r.person, ' ') && string_to_array(a.sort_name, ' ')))
    UNION ALL
    SELECT r.line, 3, COALESCE(l.merged_into_id, l.id)
    FROM import_row r
    CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE email = r.email AND email <> '' OFFSET 0) AS l
    LEFT JOIN LATERAL (SELECT * FROM leads_lead WHERE id = l.merged_into_id OFFSET 0) AS k ON true
    WHERE r.outcome = '' AND r.email <> '' AND %(policy_email)s <> 'create' AND l.client_id = %(client)s
      AND (r.external_id = '' OR COALESCE(k.external_id, l.external_id) IN ('', r.external_id))
      AND (r.person = '' OR (COALESCE(k.first_name, l.first_name) = '' AND COALESCE(k.last_name, l.last_name) = '')
           OR string_to_array(r.person, ' ') && string_to_array(concat_ws(' ', k.sort_name, l.sort_name), ' ')
           OR EXISTS (SELECT FROM leads_lead a WHERE a.merged_into_id = l.id AND a.client_id = %(client)s
                      AND string_to_array(r.person, ' ') && string_to_array(a.sort_name, ' ')))
) AS found
WHERE found.line NOT IN (SELECT line FROM import_decision);

-- The number says one lead and the address another: a person decides.
WITH torn AS (
    SELECT line, min(lead_id) FILTER (WHERE rung = 2) AS by_phone, min(lead_id) FILTER (WHERE rung = 3) AS by_email
    FROM import_found WHERE NOT ours
    GROUP BY line
    HAVING NOT bool_or(rung = 1) AND bool_or(rung = 2) AND bool_or(rung = 3)
       AND NOT array_agg(lead_id) FILTER (WHERE rung = 2) && array_agg(lead_id) FILTER (WHERE rung = 3)
), kept_aside AS (
    UPDATE import_row r SET outcome = 'rejected' FROM torn WHERE r.line = torn.line
)
INSERT INTO import_bad (line, header, value, reason, suggestion, cells)
SELECT t.line, '', r.phone || ' / ' || r.email, %(conflict)s, '', jsonb_build_object('leads', jsonb_build_array(by_phone, by_email))
FROM torn t JOIN import_row r ON r.line = t.line;

DELETE FROM import_found f USING import_row r WHERE r.line = f.line AND r.outcome <> '';

-- One lead for a row: what was there before goes before what this import made, but an external id before all.
DELETE FROM import_found f
WHERE (f.rung, f.lead_id) <> (
    SELECT g.rung, g.lead_id FROM import_found g WHERE g.line = f.line
    ORDER BY g.rung > 1, g.ours, g.rung, g.lead_id LIMIT 1);

-- A lead without an external id takes the first one that is said; rows that say another one are other leads.
DELETE FROM import_found f USING import_row r, (
    SELECT g.lead_id, (array_agg(s.external_id ORDER BY s.line))[1] AS external_id
    FROM import_found g JOIN import_row s ON s.line = g.line
    WHERE g.rung > 1 AND s.external_id <> '' GROUP BY g.lead_id
) AS first
CROSS JOIN LATERAL (SELECT client_id, external_id FROM leads_lead WHERE id = first.lead_id OFFSET 0) AS l
WHERE f.rung > 1 AND r.line = f.line AND l.client_id = %(client)s AND l.external_id = ''
  AND first.lead_id = f.lead_id AND r.external_id <> '' AND r.external_id <> first.external_id;
