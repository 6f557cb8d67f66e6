-- What the rows %(after)s < line <= %(upto)s leave behind beside their leads: a place on the list, and the ledger.
INSERT INTO leads_listing (client_id, lead_id, lead_list_id, lead_import_id, "row", cost, created_at)
SELECT %(client)s, f.lead_id, %(lead_list)s, %(lead_import)s, f.line, 0, %(now)s
FROM import_fate f
WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.lead_id IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, f.lead_id, r.bad_column, r.bad_value, f.reason, r.suggestion
FROM import_fate f JOIN import_row r ON r.line = f.line
WHERE f.line > %(after)s AND f.line <= %(upto)s;
