-- So many leads (%(n)s) of one client, each with number, pass and place on a list.
CREATE TEMP TABLE crowd AS
SELECT nextval('leads_lead_id_seq') AS id, '+3069' || lpad(n::text, 8, '0') AS phone, n
FROM generate_series(50000000, 50000000 + %(n)s - 1) AS n;
INSERT INTO leads_lead (id, client_id, external_id, first_name, last_name, job_title, email, phone, area_code, address,
    city, region, postal_code, country, language, zones, zone_source, zone_confidence, window_class_id, source, notes,
    custom, sort_name, search, created_at, updated_at)
SELECT id, %(client)s, 'X' || n, 'Known', 'Person' || n, '', 'k' || n || '@example.org', phone, '', '', 'Patras', '',
    '26' || n %% 1000, 'GR', '', '{Europe/Athens}', 'country', 95, %(window)s, '', '', '{}', 'person' || n || ' known',
    'person' || n, %(now)s, %(now)s FROM crowd;
INSERT INTO leads_leadphone (client_id, lead_id, number, extension, kind, is_certain, is_wrong, raw, position)
SELECT %(client)s, id, phone, '', 'mobile', true, false, '', 1 FROM crowd;
INSERT INTO leads_listing (client_id, lead_id, lead_list_id, created_at) SELECT %(client)s, id, %(list)s, %(now)s FROM crowd;
INSERT INTO leads_enrollment (client_id, lead_id, campaign_id, lead_list_id, number, is_latest, began_at, end_reason, stage,
    priority, call_after, rank, window_class_id, next_number, attempts)
SELECT %(client)s, id, %(campaign)s, %(list)s, 1, true, %(now)s, '', 'new', 50, %(now)s, 0, %(window)s, phone, 0 FROM crowd;
