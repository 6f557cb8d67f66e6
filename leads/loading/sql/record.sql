-- What the rows leave behind beside their leads: a place on the list, and the ledger.
INSERT INTO leads_listing (client_id, lead_id, lead_list_id, lead_import_id, "row", created_at)
SELECT %(client)s, f.lead_id, %(lead_list)s, %(lead_import)s, f.line, %(now)s
FROM import_fate f
WHERE f.lead_id IS NOT NULL AND f.reason <> %(skipped_by_choice)s
ON CONFLICT DO NOTHING;

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion, details)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, f.lead_id, '', '', f.reason, '', '{}'
FROM import_fate f
WHERE f.outcome IN ('created', 'skipped');

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion, details)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, f.lead_id, left(b.header, 200), left(b.value, 254), f.reason,
    left(b.suggestion, 200), b.cells
FROM import_fate f JOIN import_bad b ON b.line = f.line
WHERE f.outcome IN ('rejected', 'suppressed');

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion, details)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, f.lead_id, '', '', f.reason, '',
    jsonb_strip_nulls(jsonb_build_object('changed', changed.fields, 'numbers', added.numbers))
FROM import_fate f
LEFT JOIN LATERAL (SELECT jsonb_object_agg(field, jsonb_build_array(before, after)) AS fields FROM import_change WHERE line = f.line) AS changed ON true
LEFT JOIN LATERAL (SELECT jsonb_agg(number) AS numbers FROM import_number WHERE line = f.line) AS added ON true
WHERE f.outcome = 'updated';
