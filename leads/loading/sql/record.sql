-- What the rows %(after)s < line <= %(upto)s leave behind beside their leads: a place on the list, do-not-call for those
-- that asked for it, and the ledger.
INSERT INTO leads_listing (client_id, lead_id, lead_list_id, lead_import_id, "row", cost, created_at)
SELECT %(client)s, f.lead_id, %(lead_list)s, %(lead_import)s, f.line, 0, %(now)s
FROM import_fate f
WHERE f.line > %(after)s AND f.line <= %(upto)s AND f.lead_id IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO leads_suppression (client_id, value, source, evidence, by_id, created_at)
SELECT DISTINCT ON (p.number) %(client)s, p.number, %(file_source)s, r.bad_value, %(by)s, %(now)s
FROM import_row r JOIN import_phone p ON p.line = r.line
WHERE r.line > %(after)s AND r.line <= %(upto)s AND r.outcome = 'suppressed' AND r.reason = %(opted_out)s
ORDER BY p.number, r.line
ON CONFLICT DO NOTHING;

UPDATE leads_enrollment e SET next_number = ''
FROM import_row r JOIN import_phone p ON p.line = r.line
WHERE r.line > %(after)s AND r.line <= %(upto)s AND r.outcome = 'suppressed' AND r.reason = %(opted_out)s
  AND e.client_id = %(client)s AND e.next_number = p.number AND e.ended_at IS NULL AND e.claimed_by_id IS NULL;

INSERT INTO leads_importrow (client_id, lead_import_id, "row", outcome, lead_id, "column", value, reason, suggestion)
SELECT %(client)s, %(lead_import)s, f.line, f.outcome, f.lead_id, r.bad_column, r.bad_value, f.reason, r.suggestion
FROM import_fate f JOIN import_row r ON r.line = f.line
WHERE f.line > %(after)s AND f.line <= %(upto)s;
