-- The numbers of the leads %(ids)s that at least %(enough)s leads have: some of their names, and their commonest company.
WITH number AS MATERIALIZED (
    SELECT DISTINCT p.number FROM leads_leadphone p WHERE p.client_id = %(client)s AND p.lead_id = ANY (%(ids)s)
)
SELECT n.number, array_agg(l.first_name), array_agg(l.last_name), mode() WITHIN GROUP (ORDER BY l.company_id)
FROM number n
CROSS JOIN LATERAL (
    SELECT q.lead_id FROM leads_leadphone q
    WHERE q.client_id = %(client)s AND q.number >= n.number AND q.number <= n.number ORDER BY q.number LIMIT 60) q
CROSS JOIN LATERAL (
    SELECT l.first_name, l.last_name, l.company_id FROM leads_lead l
    WHERE l.client_id = %(client)s AND l.id >= q.lead_id AND l.id <= q.lead_id AND l.merged_into_id IS NULL
    ORDER BY l.id LIMIT 1) l
GROUP BY n.number
HAVING count(*) >= %(enough)s
