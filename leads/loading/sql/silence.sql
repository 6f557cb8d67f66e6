-- Do-not-call for the numbers of rows that asked for it in words, and for every number of the lead whom such a row names by
-- its external id or its address: who only says "taken out" beside an id has no other number in the file.
WITH refused AS (
    SELECT r.line, r.external_id, lower(r.email) AS email, r.person, b.value
    FROM import_bad b JOIN import_row r ON r.line = b.line
    WHERE r.outcome = 'suppressed' AND b.reason = %(opted_out)s
), person AS (
    SELECT r.line, r.value, COALESCE(l.merged_into_id, l.id) AS lead_id
    FROM refused r
    CROSS JOIN LATERAL ({leads_of_external_id}) AS l
    WHERE r.external_id <> '' AND l.client_id = %(client)s
    UNION
    SELECT r.line, r.value, COALESCE(l.merged_into_id, l.id)
    FROM refused r
    CROSS JOIN LATERAL (SELECT * FROM leads_lead WHERE email = r.email AND email <> '' OFFSET 0) AS l
    WHERE r.email <> '' AND l.client_id = %(client)s
      AND (r.external_id = '' OR l.external_id IN ('', r.external_id))
      AND (r.person = '' OR (l.first_name = '' AND l.last_name = '')
           OR string_to_array(r.person, ' ') && string_to_array(l.sort_name, ' '))
), silent AS (
    SELECT p.number, r.line, r.value FROM refused r JOIN import_phone p ON p.line = r.line
    UNION
    SELECT n.number, o.line, o.value
    FROM person o
    CROSS JOIN LATERAL (SELECT client_id, number FROM leads_leadphone WHERE lead_id = o.lead_id OFFSET 0) AS n
    WHERE n.client_id = %(client)s
), put AS (
    INSERT INTO leads_suppression (client_id, value, source, evidence, lift_evidence, by_id, created_at)
    SELECT DISTINCT ON (number) %(client)s, number, %(file_source)s, value, '', %(by)s, %(now)s
    FROM silent ORDER BY number, line
    ON CONFLICT (client_id, value) WHERE lifted_at IS NULL DO UPDATE SET until = NULL
)
UPDATE leads_enrollment e SET next_number = ''
FROM silent s
CROSS JOIN LATERAL (SELECT client_id, lead_id FROM leads_leadphone WHERE number = s.number OFFSET 0) AS n
WHERE n.client_id = %(client)s AND e.client_id + 0 = %(client)s AND e.lead_id = n.lead_id AND e.next_number = s.number
  AND e.ended_at IS NULL AND e.claimed_by_id IS NULL;
