-- Pairs of leads that are worth comparing: each lead of %(ids)s with those that share a number, an address, a name, a
-- postal code, or stand beside it in the order of names or addresses. Every branch is a short walk along an index.
-- Equal is written as a range with an order, and sorting is switched off: so the walk is along the right index also where
-- a list was loaded a moment ago and the statistics know nothing of its client yet.
WITH fresh AS MATERIALIZED (
    SELECT l.id, l.email, l.sort_name, l.postal_code, l.company_id, lower(left(l.city, 3)) AS town,
        NULLIF(l.custom ->> %(birth)s, '') AS birth,
        split_part(l.sort_name, ' ', 2) || ' ' || split_part(l.sort_name, ' ', 1) AS turned,
        left(split_part(l.sort_name, ' ', 2), 1) AS initial
    FROM leads_lead l
    WHERE l.client_id = %(client)s AND l.id = ANY (%(ids)s) AND l.merged_into_id IS NULL
), number AS MATERIALIZED (
    SELECT p.lead_id, p.number FROM leads_leadphone p
    WHERE p.client_id = %(client)s AND p.lead_id = ANY (%(ids)s) AND p.number <> ALL (%(shared)s)
), found AS (
    SELECT n.lead_id AS one, o.lead_id AS other
    FROM number n CROSS JOIN LATERAL (
        SELECT q.lead_id FROM leads_leadphone q
        WHERE q.client_id = %(client)s AND q.number >= n.number AND q.number <= n.number
        ORDER BY q.number LIMIT 20) o
    UNION ALL
    SELECT f.id, o.id
    FROM fresh f CROSS JOIN LATERAL (
        (SELECT q.id, q.email, q.merged_into_id FROM leads_lead q
         WHERE q.client_id = %(client)s AND q.email >= f.email AND q.email <> '' ORDER BY q.email LIMIT 12)
        UNION ALL
        (SELECT q.id, q.email, q.merged_into_id FROM leads_lead q
         WHERE q.client_id = %(client)s AND q.email < f.email AND q.email <> '' ORDER BY q.email DESC LIMIT 4)) o
    WHERE f.email <> '' AND o.merged_into_id IS NULL AND left(o.email, 3) = left(f.email, 3)
        AND (o.email = f.email OR translate(o.email, '0123456789', '') <> translate(f.email, '0123456789', ''))
    UNION ALL
    SELECT f.id, o.id
    FROM fresh f CROSS JOIN LATERAL (
        (SELECT q.id, q.sort_name, q.postal_code, q.company_id, q.city, q.custom, q.merged_into_id FROM leads_lead q
         WHERE q.client_id = %(client)s AND q.sort_name >= f.sort_name AND q.sort_name <= f.sort_name
         ORDER BY q.sort_name LIMIT 60)
        UNION ALL
        (SELECT q.id, q.sort_name, q.postal_code, q.company_id, q.city, q.custom, q.merged_into_id FROM leads_lead q
         WHERE q.client_id = %(client)s AND q.sort_name > f.sort_name ORDER BY q.sort_name LIMIT 12)
        UNION ALL
        (SELECT q.id, q.sort_name, q.postal_code, q.company_id, q.city, q.custom, q.merged_into_id FROM leads_lead q
         WHERE q.client_id = %(client)s AND q.sort_name < f.sort_name ORDER BY q.sort_name DESC LIMIT 12)) o
    WHERE o.merged_into_id IS NULL
        AND (o.company_id = f.company_id OR (f.postal_code <> '' AND o.postal_code = f.postal_code)
             OR (f.town <> '' AND lower(left(o.city, 3)) = f.town
                 AND (f.initial = '' OR left(split_part(o.sort_name, ' ', 2), 1) IN (f.initial, '')))
             OR o.custom ->> %(birth)s = f.birth)
    UNION ALL
    SELECT f.id, o.id
    FROM fresh f CROSS JOIN LATERAL (
        SELECT q.id FROM leads_lead q
        WHERE q.client_id = %(client)s AND q.sort_name >= f.turned AND q.sort_name <= f.turned
        ORDER BY q.sort_name LIMIT 20) o
    WHERE f.turned NOT LIKE ' %%'
    UNION ALL
    SELECT f.id, o.id
    FROM fresh f CROSS JOIN LATERAL (
        SELECT q.id, q.sort_name, q.merged_into_id FROM leads_lead q
        WHERE q.client_id = %(client)s
            AND CASE WHEN q.postal_code = '' THEN %(last)s ELSE q.postal_code END >= f.postal_code
            AND CASE WHEN q.postal_code = '' THEN %(last)s ELSE q.postal_code END <= f.postal_code
        ORDER BY CASE WHEN q.postal_code = '' THEN %(last)s ELSE q.postal_code END, q.id LIMIT 40) o
    WHERE f.postal_code <> '' AND left(o.sort_name, 1) = left(f.sort_name, 1) AND o.merged_into_id IS NULL
)
SELECT DISTINCT least(one, other), greatest(one, other) FROM found WHERE one <> other
