-- Do-not-call for the numbers of rows %(after)s < line <= %(upto)s that asked for it in words.
INSERT INTO leads_suppression (client_id, value, source, evidence, lift_evidence, by_id, created_at)
SELECT DISTINCT ON (p.number) %(client)s, p.number, %(file_source)s, r.bad_value, '', %(by)s, %(now)s
FROM import_row r JOIN import_phone p ON p.line = r.line
WHERE r.line > %(after)s AND r.line <= %(upto)s AND r.outcome = 'suppressed' AND r.reason = %(opted_out)s
ORDER BY p.number, r.line
ON CONFLICT DO NOTHING;

UPDATE leads_enrollment e SET next_number = ''
FROM import_row r JOIN import_phone p ON p.line = r.line
WHERE r.line > %(after)s AND r.line <= %(upto)s AND r.outcome = 'suppressed' AND r.reason = %(opted_out)s
  AND e.client_id = %(client)s AND e.next_number = p.number AND e.ended_at IS NULL AND e.claimed_by_id IS NULL;
