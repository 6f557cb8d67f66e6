-- What is compared of the leads %(ids)s.
SELECT l.id, l.first_name, l.last_name, l.company_id, l.email, l.postal_code, l.city, l.address,
    l.custom ->> %(birth)s, l.external_id
FROM leads_lead l
WHERE l.client_id = %(client)s AND l.id = ANY (%(ids)s) AND l.merged_into_id IS NULL
