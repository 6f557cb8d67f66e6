-- The rows that a dry run keeps aside, for its page and its result file. The load writes them anew.
DELETE FROM leads_importrow WHERE lead_import_id = %(lead_import)s;

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, NULL, r.bad_column, left(r.bad_value, 254), f.reason, r.suggestion
FROM import_fate f JOIN import_row r ON r.line = f.line
WHERE f.outcome IN ('rejected', 'suppressed');
