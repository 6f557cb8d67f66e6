-- The fate of every row: created, updated, skipped, rejected or suppressed, and the lead it is about.
CREATE TEMP TABLE import_fate AS
SELECT r.line, t.parent, r.reason,
    CASE WHEN r.outcome <> '' THEN r.outcome WHEN m.lead_id IS NOT NULL THEN 'known'
         WHEN t.parent IS NOT NULL THEN 'tied' ELSE 'created' END AS outcome,
    CASE WHEN r.outcome <> '' THEN NULL WHEN m.lead_id IS NOT NULL THEN m.lead_id
         WHEN t.parent IS NOT NULL THEN NULL ELSE nextval('leads_lead_id_seq') END AS lead_id
FROM import_row r
LEFT JOIN import_match m ON m.line = r.line
LEFT JOIN import_tie t ON t.line = r.line;

CREATE UNIQUE INDEX ON import_fate (line);
ANALYZE import_fate;

UPDATE import_fate f SET lead_id = p.lead_id FROM import_fate p WHERE f.outcome = 'tied' AND p.line = f.parent;

-- Which rows about a lead that is there already bring something: a field that is still blank after the rows above,
-- a number or another column that the lead does not have yet.
WITH again AS (
    SELECT DISTINCT lead_id FROM import_fate WHERE outcome IN ('known', 'tied')
), member AS (
    SELECT f.line, f.outcome, f.lead_id FROM import_fate f JOIN again a ON a.lead_id = f.lead_id
), field AS (
    SELECT m.line, m.outcome,
        (r.external_id <> '' AND COALESCE(l.external_id, '') = '' AND COALESCE(max(r.external_id) OVER above, '') = '')
        OR (r.first_name <> '' AND COALESCE(l.first_name, '') = '' AND COALESCE(max(r.first_name) OVER above, '') = '')
        OR (r.last_name <> '' AND COALESCE(l.last_name, '') = '' AND COALESCE(max(r.last_name) OVER above, '') = '')
        OR (r.company <> '' AND l.company_id IS NULL AND COALESCE(max(r.company) OVER above, '') = '')
        OR (r.job_title <> '' AND COALESCE(l.job_title, '') = '' AND COALESCE(max(r.job_title) OVER above, '') = '')
        OR (r.email <> '' AND COALESCE(l.email, '') = '' AND COALESCE(max(r.email) OVER above, '') = '')
        OR (r.address <> '' AND COALESCE(l.address, '') = '' AND COALESCE(max(r.address) OVER above, '') = '')
        OR (r.city <> '' AND COALESCE(l.city, '') = '' AND COALESCE(max(r.city) OVER above, '') = '')
        OR (r.region <> '' AND COALESCE(l.region, '') = '' AND COALESCE(max(r.region) OVER above, '') = '')
        OR (r.postal_code <> '' AND COALESCE(l.postal_code, '') = ''
            AND COALESCE(max(r.postal_code) OVER above, '') = '')
        OR (r.language <> '' AND COALESCE(l.language, '') = '' AND COALESCE(max(r.language) OVER above, '') = '')
        OR (r.source <> '' AND COALESCE(l.source, '') = '' AND COALESCE(max(r.source) OVER above, '') = '')
        OR (r.notes <> '' AND COALESCE(l.notes, '') = '' AND COALESCE(max(r.notes) OVER above, '') = '') AS fills
    FROM member m
    JOIN import_row r ON r.line = m.line
    LEFT JOIN leads_lead l ON l.client_id = %(client)s AND l.id = m.lead_id
    WINDOW above AS (PARTITION BY m.lead_id ORDER BY m.line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), number AS (
    SELECT DISTINCT ON (m.lead_id, p.number) m.line, m.outcome, m.lead_id, p.number
    FROM member m JOIN import_phone p ON p.line = m.line
    ORDER BY m.lead_id, p.number, m.line
), other AS (
    SELECT DISTINCT ON (m.lead_id, c.key) m.line, m.outcome, m.lead_id, c.key
    FROM member m JOIN import_row r ON r.line = m.line CROSS JOIN LATERAL jsonb_object_keys(r.custom) AS c (key)
    ORDER BY m.lead_id, c.key, m.line
), news AS (
    SELECT line FROM field WHERE fills
    UNION
    SELECT n.line FROM number n
    WHERE NOT EXISTS (SELECT FROM leads_leadphone h
                      WHERE h.client_id = %(client)s AND h.lead_id = n.lead_id AND h.number = n.number)
    UNION
    SELECT o.line FROM other o
    LEFT JOIN leads_lead l ON l.client_id = %(client)s AND l.id = o.lead_id
    WHERE NOT COALESCE(jsonb_exists(l.custom, o.key), false)
)
UPDATE import_fate f
SET outcome = CASE WHEN f.line IN (SELECT line FROM news) THEN 'updated' ELSE 'skipped' END,
    reason = CASE WHEN f.line IN (SELECT line FROM news) THEN ''
                  WHEN f.outcome = 'tied' OR EXISTS (
                      SELECT FROM leads_importrow i
                      WHERE i.lead_import_id = %(lead_import)s AND i.lead_id = f.lead_id AND i.outcome = 'created')
                  THEN %(same_as_above)s ELSE %(nothing_new)s END
WHERE f.outcome IN ('known', 'tied')
