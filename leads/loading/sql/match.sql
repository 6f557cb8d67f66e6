-- Who is who: each row against do-not-call, against the client's leads, and against the rows above it.
CREATE UNIQUE INDEX ON import_row (line);
CREATE INDEX ON import_phone (line);
ANALYZE import_row, import_phone;

UPDATE import_row r
SET outcome = 'suppressed', reason = %(on_do_not_call)s, bad_value = found.value
FROM (
    SELECT DISTINCT ON (said.line) said.line, said.value
    FROM (SELECT line, number AS value FROM import_phone
          UNION ALL SELECT line, email FROM import_row WHERE phone = '' AND email <> '') AS said
    WHERE EXISTS (SELECT FROM leads_suppression s
                  WHERE s.value = said.value AND (s.client_id = %(client)s OR s.client_id IS NULL)
                    AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > %(now)s))
       OR said.value IN (SELECT p.number FROM import_phone p JOIN import_row o ON o.line = p.line
                         WHERE o.outcome = 'suppressed')
    ORDER BY said.line
) AS found
WHERE r.line = found.line AND r.outcome = '';

CREATE TEMP TABLE import_key AS
SELECT line, 1 AS rung, 'x:' || external_id AS key FROM import_row WHERE outcome = '' AND external_id <> ''
UNION ALL
SELECT p.line, 2, p.number FROM import_phone p JOIN import_row r ON r.line = p.line WHERE r.outcome = ''
UNION ALL
SELECT line, 3, email FROM import_row WHERE outcome = '' AND email <> '';

ANALYZE import_key;

-- A known lead: by external id, else by any of its numbers, else by e-mail; the last two only when the external ids do
-- not contradict and the names share a word (or one of them has no person): a switchboard joins people, not leads.
CREATE TEMP TABLE import_match AS
SELECT DISTINCT ON (line) line, lead_id
FROM (
    SELECT r.line, 1 AS rung, l.id AS lead_id
    FROM import_row r
    JOIN leads_lead l ON l.client_id = %(client)s AND l.external_id = r.external_id
    WHERE r.outcome = '' AND r.external_id <> ''
    UNION ALL
    SELECT r.line, 2, l.id
    FROM import_phone p
    JOIN import_row r ON r.line = p.line
    JOIN leads_leadphone n ON n.client_id = %(client)s AND n.number = p.number
    JOIN leads_lead l ON l.client_id = %(client)s AND l.id = n.lead_id
    WHERE r.outcome = ''
      AND (r.external_id = '' OR l.external_id = '' OR r.external_id = l.external_id)
      AND (r.person = '' OR (l.first_name = '' AND l.last_name = '')
           OR string_to_array(r.person, ' ') && string_to_array(l.sort_name, ' '))
    UNION ALL
    SELECT r.line, 3, l.id
    FROM import_row r
    JOIN leads_lead l ON l.client_id = %(client)s AND l.email = r.email
    WHERE r.outcome = '' AND r.email <> ''
      AND (r.external_id = '' OR l.external_id = '' OR r.external_id = l.external_id)
      AND (r.person = '' OR (l.first_name = '' AND l.last_name = '')
           OR string_to_array(r.person, ' ') && string_to_array(l.sort_name, ' '))
) AS found
ORDER BY line, rung, lead_id;

-- The same inside the file: each row is tied to the first row above it that shares a key, by the same rules.
CREATE TEMP TABLE import_tie AS
WITH shared AS (
    SELECT key, min(line) AS first_line FROM import_key GROUP BY key HAVING count(*) > 1
), named AS (
    SELECT k.line, k.rung, s.first_line, r.person, r.external_id,
           min(k.line) OVER (PARTITION BY k.key, r.person, r.external_id) AS first_named
    FROM import_key k JOIN shared s ON s.key = k.key JOIN import_row r ON r.line = k.line
), tied AS (
    SELECT n.line, CASE
        WHEN n.rung = 1 OR (
            (n.external_id = '' OR f.external_id = '' OR n.external_id = f.external_id)
            AND (n.person = '' OR f.person = '' OR string_to_array(n.person, ' ') && string_to_array(f.person, ' '))
        ) THEN n.first_line ELSE n.first_named END AS parent
    FROM named n JOIN import_row f ON f.line = n.first_line
)
SELECT line, min(parent) AS parent FROM tied WHERE parent < line GROUP BY line;

CREATE UNIQUE INDEX ON import_tie (line);
