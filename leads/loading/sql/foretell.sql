-- What the dry run says of each row, for its pages and its result file. The load writes the ledger anew.
DELETE FROM leads_importrow WHERE lead_import_id = %(lead_import)s;

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion, details)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, CASE WHEN f.known THEN f.lead_id END, COALESCE(left(b.header, 200), ''),
    COALESCE(left(b.value, 254), ''), f.reason, COALESCE(left(b.suggestion, 200), ''),
    CASE WHEN b.line IS NOT NULL AND b.cells <> '{}' THEN b.cells ELSE jsonb_strip_nulls(jsonb_build_object(
        'name', NULLIF(btrim(r.first_name || ' ' || r.last_name), ''), 'company', NULLIF(r.company, ''),
        'phone', NULLIF(r.phone, ''), 'email', NULLIF(r.email, ''), 'city', NULLIF(r.city, ''),
        'changed', changed.fields, 'numbers', added.numbers)) END
FROM (SELECT *, row_number() OVER (PARTITION BY outcome, reason = %(same_as_above)s ORDER BY line) AS place FROM import_fate) AS f
JOIN import_row r ON r.line = f.line
LEFT JOIN import_bad b ON b.line = f.line
LEFT JOIN LATERAL (SELECT jsonb_object_agg(field, jsonb_build_array(before, after)) AS fields FROM import_change WHERE line = f.line) AS changed ON f.outcome = 'updated'
LEFT JOIN LATERAL (SELECT jsonb_agg(number) AS numbers FROM import_number WHERE line = f.line) AS added ON f.outcome = 'updated'
WHERE f.outcome IN ('rejected', 'suppressed') OR f.place <= %(shown)s;
