-- The consent that the rows say, on their leads: once per row, also when a load is gone on with.
INSERT INTO leads_consent (client_id, lead_id, lead_import_id, "row", basis, text, version, given_at, source, proof, created_at)
SELECT %(client)s, f.lead_id, %(lead_import)s, f.line, c.basis, c.words, '',
    CASE WHEN c.given_on = '' THEN %(came_at)s ELSE c.given_on::date::timestamp AT TIME ZONE %(zone)s END,
    %(door)s, left(%(file_name)s, 200), %(now)s
FROM pg_temp.import_consent c JOIN pg_temp.import_fate f ON f.line = c.line
WHERE f.outcome IN ('created', 'updated')
ON CONFLICT DO NOTHING;
