-- The numbers of the leads %(ids)s that nobody said to be wrong: lead, number, whether it is a mobile.
SELECT p.lead_id, p.number, p.kind = 'mobile'
FROM leads_leadphone p
WHERE p.client_id = %(client)s AND p.lead_id = ANY (%(ids)s) AND NOT p.is_wrong
