-- Rows that must not be contacted: a number, the address, its domain or the company is suppressed (also by a row of this
-- file that asks for it), for this client or for the whole agency; or every number stands in an official register.
-- The suppressions are read once, whatever the statistics say of their number: never once for every row.
SELECT set_config('enable_nestloop', 'off', true);

WITH said AS (
    SELECT line, number AS key, number AS value FROM import_phone
    UNION ALL SELECT line, lower(email), email FROM import_row WHERE email <> ''
    UNION ALL SELECT line, substr(lower(email), strpos(email, '@')), email FROM import_row WHERE email <> ''
    UNION ALL SELECT line, 'company:' || company_key, company FROM import_row WHERE company_key <> ''
), found AS (
    SELECT said.line, min(said.value) AS value
    FROM said JOIN (
        SELECT s.value FROM leads_suppression s
        WHERE (s.client_id = %(client)s OR s.client_id IS NULL)
          AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > %(now)s)
        UNION ALL
        SELECT p.number FROM import_phone p JOIN import_row o ON o.line = p.line WHERE o.outcome = 'suppressed'
    ) AS barred ON barred.value = said.key
    GROUP BY said.line
), kept_aside AS (
    UPDATE import_row r SET outcome = 'suppressed' FROM found WHERE r.line = found.line AND r.outcome = ''
    RETURNING r.line, found.value
)
INSERT INTO import_bad (line, header, value, reason, suggestion, cells)
SELECT line, '', value, %(on_do_not_call)s, '', '{}' FROM kept_aside
ON CONFLICT DO NOTHING;

SELECT set_config('enable_nestloop', 'on', true);

-- A register bars the number, not the person: a row goes on with its first number that stands in none.
WITH registered AS (
    SELECT DISTINCT p.line, p.number
    FROM import_phone p
    JOIN leads_registernumber n ON n.number = p.number
    JOIN leads_registerextract x ON x.id = n.extract_id AND x.in_force
), first_free AS (
    SELECT g.line, (
        SELECT p.number FROM import_phone p
        WHERE p.line = g.line AND NOT EXISTS (
            SELECT FROM registered o WHERE o.line = p.line AND o.number = p.number)
        ORDER BY p.position LIMIT 1) AS number
    FROM (SELECT DISTINCT line FROM registered) AS g
), moved AS (
    UPDATE import_row r SET phone = COALESCE(f.number, r.phone),
        outcome = CASE WHEN f.number IS NULL THEN 'suppressed' ELSE r.outcome END
    FROM first_free f WHERE r.line = f.line AND r.outcome = ''
    RETURNING r.line, r.phone, f.number
)
INSERT INTO import_bad (line, header, value, reason, suggestion, cells)
SELECT line, '', phone, %(on_register)s, '', '{}' FROM moved WHERE number IS NULL
ON CONFLICT DO NOTHING;
