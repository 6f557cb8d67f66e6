-- The fate of every row: created, updated, skipped, rejected or suppressed, and the lead it is about.
INSERT INTO import_fate (line, outcome, action, known, lead_id, reason)
SELECT r.line,
    CASE WHEN r.outcome <> '' THEN r.outcome
         WHEN d.lead_id IS NOT NULL OR f.line IS NOT NULL OR t.line IS NOT NULL THEN 'again' ELSE 'created' END,
    CASE COALESCE(f.rung, t.rung, CASE WHEN d.lead_id IS NOT NULL THEN 2 END)
        WHEN 1 THEN %(policy_external_id)s WHEN 2 THEN %(policy_phone)s WHEN 3 THEN %(policy_email)s ELSE 'fill' END,
    t.line IS NULL AND COALESCE(d.lead_id, f.lead_id) IS NOT NULL,
    CASE WHEN r.outcome <> '' OR t.line IS NOT NULL THEN NULL
         ELSE COALESCE(d.lead_id, f.lead_id, nextval('leads_lead_id_seq')) END,
    COALESCE(b.reason, '')
FROM import_row r
LEFT JOIN import_bad b ON b.line = r.line
LEFT JOIN import_decision d ON d.line = r.line AND r.outcome = ''
LEFT JOIN import_found f ON f.line = r.line AND r.outcome = '' AND d.line IS NULL
LEFT JOIN import_tie t ON t.line = r.line AND r.outcome = '' AND d.line IS NULL;

ANALYZE import_fate (line, lead_id, outcome);

UPDATE import_fate f SET lead_id = p.lead_id, known = p.known FROM import_tie t JOIN import_fate p ON p.line = t.parent
WHERE f.line = t.line AND f.outcome = 'again';
