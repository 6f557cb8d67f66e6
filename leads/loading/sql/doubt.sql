-- Addresses that are well-formed and look mistyped, of rows that go on all the same: told beside the row, where it brings
-- the address to its lead.
INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion, details)
SELECT %(client)s, %(lead_import)s, d.line, f.outcome, CASE WHEN f.known THEN f.lead_id END, left(d.header, 200),
    left(d.value, 254), '', left(d.suggestion, 200), jsonb_strip_nulls(jsonb_build_object(
        'name', NULLIF(btrim(r.first_name || ' ' || r.last_name), ''), 'company', NULLIF(r.company, ''),
        'phone', NULLIF(r.phone, ''), 'email', NULLIF(r.email, ''), 'city', NULLIF(r.city, '')))
FROM pg_temp.import_doubt d
JOIN pg_temp.import_fate f ON f.line = d.line
JOIN pg_temp.import_row r ON r.line = d.line
WHERE f.outcome = 'created'
   OR (f.outcome = 'updated' AND EXISTS (
       SELECT FROM pg_temp.import_change c WHERE c.line = d.line AND c.field = 'email'))
ON CONFLICT (lead_import_id, "row") DO UPDATE
SET "column" = EXCLUDED."column", value = EXCLUDED.value, suggestion = EXCLUDED.suggestion;
