-- Do-not-call for the numbers of rows that asked for it in words.
INSERT INTO leads_suppression (client_id, value, source, evidence, lift_evidence, by_id, created_at)
SELECT DISTINCT ON (p.number) %(client)s, p.number, %(file_source)s, b.value, '', %(by)s, %(now)s
FROM import_bad b JOIN import_phone p ON p.line = b.line JOIN import_row r ON r.line = b.line
WHERE r.outcome = 'suppressed' AND b.reason = %(opted_out)s
ORDER BY p.number, b.line
ON CONFLICT (client_id, value) WHERE lifted_at IS NULL DO UPDATE SET until = NULL;

WITH silent AS (
    SELECT n.lead_id, p.number
    FROM import_bad b JOIN import_phone p ON p.line = b.line JOIN import_row r ON r.line = b.line
    CROSS JOIN LATERAL (SELECT client_id, lead_id FROM leads_leadphone WHERE number = p.number OFFSET 0) AS n
    WHERE r.outcome = 'suppressed' AND b.reason = %(opted_out)s AND n.client_id = %(client)s
)
UPDATE leads_enrollment e SET next_number = ''
FROM silent s
WHERE e.client_id + 0 = %(client)s AND e.lead_id = s.lead_id AND e.next_number = s.number
  AND e.ended_at IS NULL AND e.claimed_by_id IS NULL;
