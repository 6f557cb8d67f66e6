-- Only a consent that its lead does not have yet is written: not one that an earlier row says, nor one that was withdrawn
-- and is not said to be given since; and of a known lead only where its policy lets rows add to it.
DELETE FROM pg_temp.import_consent c
USING pg_temp.import_fate f
WHERE f.line = c.line AND (
    f.lead_id IS NULL OR f.reason = %(skipped_by_choice)s
    OR (f.outcome <> 'created' AND f.action IN ('skip', 'add_phone'))
    OR EXISTS (SELECT FROM pg_temp.import_consent a JOIN pg_temp.import_fate o ON o.line = a.line
               WHERE o.lead_id = f.lead_id AND a.line < c.line
                 AND (a.basis, a.given_on, a.words) = (c.basis, c.given_on, c.words))
    OR (f.known AND EXISTS (
        SELECT FROM leads_consent h
        WHERE h.client_id = %(client)s AND h.lead_id = f.lead_id AND h.basis = c.basis
          AND (h.withdrawn_at IS NULL AND h.text = c.words
               AND (c.given_on = '' OR h.given_at = c.given_on::date::timestamp AT TIME ZONE %(zone)s)
            OR h.withdrawn_at IS NOT NULL
               AND (c.given_on = '' OR c.given_on::date::timestamp AT TIME ZONE %(zone)s <= h.withdrawn_at)))));

INSERT INTO pg_temp.import_change (line, lead_id, field, before, after)
SELECT c.line, f.lead_id, 'consent', '', btrim(c.basis || ' ' || c.given_on)
FROM pg_temp.import_consent c JOIN pg_temp.import_fate f ON f.line = c.line
WHERE f.outcome IN ('updated', 'skipped');

UPDATE pg_temp.import_fate f SET outcome = 'updated', reason = ''
FROM pg_temp.import_consent c WHERE c.line = f.line AND f.outcome = 'skipped';
