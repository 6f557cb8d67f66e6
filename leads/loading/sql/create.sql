-- A chunk need not wait for the disk: if Postgres falls, what was not there yet is loaded again from `reached` on, which
-- falls with it; and whoever calls a lead, or ends the load, writes down all that came before.
SET LOCAL synchronous_commit = off;

-- New leads: with company, numbers and queue row. Their place on the list tells the timeline where they came from.
INSERT INTO leads_company (client_id, name, sort_name, domain, switchboard, created_at)
SELECT DISTINCT ON (r.company_key) %(client)s, r.company, r.company_key, '', '', %(now)s
FROM import_row r JOIN import_fate f ON f.line = r.line
WHERE f.outcome IN ('created', 'updated') AND r.company_key <> ''
ORDER BY r.company_key, r.line
ON CONFLICT DO NOTHING;

INSERT INTO leads_windowclass (zones, country, region, audience)
SELECT DISTINCT r.zones, r.country, r.window_region, 'business'
FROM import_row r JOIN import_fate f ON f.line = r.line
WHERE f.outcome = 'created'
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING;

INSERT INTO leads_lead (
    id, client_id, company_id, external_id, first_name, last_name, job_title, email, phone, area_code, address, city,
    region, postal_code, country, language, zones, zone_source, zone_confidence, window_class_id, source, notes, custom,
    sort_name, search, created_at, updated_at)
SELECT f.lead_id, %(client)s, c.id, r.external_id, r.first_name, r.last_name, r.job_title, r.email, r.phone, r.area_code,
    r.address, r.city, r.region, r.postal_code, r.country, r.language, r.zones, r.zone_source, r.zone_confidence, w.id,
    r.source, r.notes, r.custom, r.sort_name, r.search, %(now)s, %(now)s
FROM import_row r
JOIN import_fate f ON f.line = r.line
JOIN leads_windowclass w ON w.zones = r.zones AND w.country = r.country AND w.region = r.window_region
    AND w.audience = 'business'
LEFT JOIN LATERAL (SELECT client_id, id FROM leads_company WHERE sort_name = r.company_key OFFSET 0) AS c
    ON c.client_id = %(client)s AND r.company_key <> ''
WHERE f.outcome = 'created';

INSERT INTO leads_leadphone (client_id, lead_id, number, extension, kind, is_certain, is_wrong, raw, position)
SELECT %(client)s, f.lead_id, p.number, p.extension, p.kind, p.certain, false, p.raw, p.position
FROM import_phone p JOIN import_fate f ON f.line = p.line
WHERE f.outcome = 'created';

INSERT INTO leads_enrollment (
    client_id, lead_id, campaign_id, lead_list_id, number, is_latest, began_at, end_reason, stage, priority, call_after,
    rank, window_class_id, next_number, attempts, was_hot)
SELECT %(client)s, f.lead_id, %(campaign)s, %(lead_list)s, 1, true, %(now)s, '', 'new', %(priority)s, %(any_time)s, 0, w.id,
    r.phone, 0, %(is_hot)s
FROM import_row r
JOIN import_fate f ON f.line = r.line
JOIN leads_windowclass w ON w.zones = r.zones AND w.country = r.country AND w.region = r.window_region
    AND w.audience = 'business'
WHERE f.outcome = 'created';
