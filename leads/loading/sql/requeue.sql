-- Known leads whose last pass is over (or who never had one) join the queue again, where the policy says so.
CREATE TEMP TABLE IF NOT EXISTS import_again (
    lead_id bigint PRIMARY KEY, number integer NOT NULL, refused_by bigint[] NOT NULL
);
TRUNCATE import_again;

INSERT INTO import_again (lead_id, number, refused_by)
SELECT l.lead_id, COALESCE(e.number, 0) + 1, COALESCE(e.refused_by, '{}')
FROM (SELECT DISTINCT lead_id FROM import_fate WHERE known AND lead_id IS NOT NULL AND reason <> %(skipped_by_choice)s) AS l
LEFT JOIN LATERAL (SELECT * FROM leads_enrollment WHERE lead_id = l.lead_id AND is_latest OFFSET 0) AS e
    ON e.client_id = %(client)s
WHERE e.id IS NULL OR (e.ended_at IS NOT NULL AND e.stage = ANY(%(returnable)s) AND NOT EXISTS (
    SELECT FROM leads_returnrules u
    WHERE u.client_id = %(client)s
      AND (e.number >= u.max_passes OR e.ended_at + make_interval(days => u.cool_down) > %(now)s)));

ANALYZE import_again (lead_id);

UPDATE leads_enrollment e SET is_latest = false
FROM import_again a
WHERE e.client_id + 0 = %(client)s AND e.lead_id = a.lead_id AND e.is_latest;

INSERT INTO leads_enrollment (
    client_id, lead_id, campaign_id, lead_list_id, number, is_latest, began_at, end_reason, stage, priority, call_after,
    rank, window_class_id, next_number, attempts, refused_by, was_hot)
SELECT %(client)s, e.id, %(campaign)s, %(lead_list)s, a.number, true, %(now)s, '', 'new', %(priority)s, %(any_time)s, 0,
    e.window_class_id, COALESCE(({number_of_lead}), ''), 0, a.refused_by, %(is_hot)s
FROM import_again a
CROSS JOIN LATERAL (SELECT client_id, id, window_class_id FROM leads_lead WHERE id = a.lead_id OFFSET 0) AS e
WHERE e.client_id = %(client)s;

INSERT INTO leads_activity (client_id, lead_id, kind, at, by_id, details)
SELECT %(client)s, a.lead_id, 'enrolled', %(now)s, %(by)s, jsonb_build_object('campaign', %(campaign_name)s, 'number', a.number)
FROM import_again a;
