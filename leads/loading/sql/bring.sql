-- What the rows about a lead that is there already bring: a field that is still blank after the rows above (or, where
-- the policy says so, one that says something else), a number or another column that the lead does not have yet.
INSERT INTO import_said (line, lead_id, field, value, before, action)
SELECT f.line, f.lead_id, said.field, said.value, said.before, f.action
FROM import_fate f
JOIN import_row r ON r.line = f.line
LEFT JOIN LATERAL (SELECT * FROM leads_lead WHERE id = f.lead_id AND f.known OFFSET 0) AS l ON l.client_id = %(client)s
LEFT JOIN LATERAL (SELECT client_id, name FROM leads_company WHERE id = l.company_id OFFSET 0) AS c
    ON c.client_id = l.client_id
CROSS JOIN LATERAL (
    SELECT field, value, COALESCE(before, '') AS before FROM (VALUES
        ('external_id', r.external_id, l.external_id), ('first_name', r.first_name, l.first_name),
        ('last_name', r.last_name, l.last_name), ('company', r.company, c.name), ('job_title', r.job_title, l.job_title),
        ('email', r.email, l.email), ('address', r.address, l.address), ('city', r.city, l.city),
        ('region', r.region, l.region), ('postal_code', r.postal_code, l.postal_code),
        ('language', r.language, l.language), ('source', r.source, l.source), ('notes', r.notes, l.notes)
    ) AS own (field, value, before) WHERE value <> ''
    UNION ALL
    SELECT 'custom.' || key, value, COALESCE(l.custom ->> key, '') FROM jsonb_each_text(r.custom)
) AS said
WHERE f.lead_id IN (SELECT lead_id FROM import_fate WHERE outcome = 'again')
  AND (f.action = 'overwrite' OR f.action = 'fill' AND said.before = '')
  AND NOT (said.field = 'external_id' AND EXISTS (
      SELECT FROM ({leads_of_said_external_id}) AS l
      WHERE l.client_id = %(client)s AND l.id <> f.lead_id));

INSERT INTO import_change (line, lead_id, field, before, after)
WITH beside AS (
    SELECT s.*, f.outcome FROM import_said s JOIN import_fate f ON f.line = s.line
), filled AS (
    SELECT DISTINCT ON (lead_id, field) *
    FROM beside WHERE before = '' ORDER BY lead_id, field, line
), overwritten AS (
    SELECT DISTINCT ON (lead_id, field) *
    FROM beside
    WHERE outcome = 'again' AND action = 'overwrite' AND (field = ANY(%(overwrite)s) OR field LIKE 'custom.%%' AND 'custom' = ANY(%(overwrite)s))
    ORDER BY lead_id, field, line DESC
)
SELECT o.line, o.lead_id, o.field, COALESCE(NULLIF(o.before, ''), CASE WHEN f.line < o.line THEN f.value END, ''), o.value
FROM overwritten o LEFT JOIN filled f ON f.lead_id = o.lead_id AND f.field = o.field
WHERE COALESCE(NULLIF(o.before, ''), CASE WHEN f.line < o.line THEN f.value END, '') <> o.value
UNION ALL
SELECT f.line, f.lead_id, f.field, '', f.value FROM filled f
WHERE f.outcome = 'again'
  AND NOT EXISTS (SELECT FROM overwritten o WHERE o.lead_id = f.lead_id AND o.field = f.field);

INSERT INTO import_number (line, lead_id, number)
SELECT first.line, first.lead_id, first.number
FROM (
    SELECT DISTINCT ON (f.lead_id, p.number) f.line, f.lead_id, p.number, f.outcome, f.action
    FROM import_fate f JOIN import_phone p ON p.line = f.line
    WHERE f.lead_id IN (SELECT lead_id FROM import_fate WHERE outcome = 'again')
    ORDER BY f.lead_id, p.number, f.line
) AS first
WHERE first.outcome = 'again' AND first.action <> 'skip'
  AND NOT EXISTS (
      SELECT FROM (SELECT client_id FROM leads_leadphone
                   WHERE lead_id = first.lead_id AND number = first.number OFFSET 0) AS h
      WHERE h.client_id = %(client)s);

UPDATE import_fate f
SET outcome = CASE WHEN news.line IS NULL THEN 'skipped' ELSE 'updated' END,
    reason = CASE WHEN news.line IS NOT NULL THEN ''
                  WHEN NOT f.known OR EXISTS (
                      SELECT FROM (SELECT lead_import_id, outcome FROM leads_importrow
                                   WHERE lead_id = f.lead_id OFFSET 0) AS i
                      WHERE i.lead_import_id = %(lead_import)s AND i.outcome = 'created')
                  THEN %(same_as_above)s
                  WHEN f.action = 'skip' THEN %(skipped_by_choice)s
                  ELSE %(nothing_new)s END
FROM import_fate a
LEFT JOIN (SELECT line FROM import_change UNION SELECT line FROM import_number) AS news ON news.line = a.line
WHERE a.line = f.line AND f.outcome = 'again';
