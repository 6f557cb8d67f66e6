-- The same inside the file: each row is tied to the first row above it that shares a key, by the same rules.
INSERT INTO import_key (line, rung, key)
SELECT line, 1, 'x:' || external_id FROM import_row WHERE outcome = '' AND external_id <> ''
UNION ALL
SELECT p.line, 2, p.number FROM import_phone p JOIN import_row r ON r.line = p.line
WHERE r.outcome = '' AND %(policy_phone)s <> 'create'
UNION ALL
SELECT line, 3, email FROM import_row WHERE outcome = '' AND email <> '' AND %(policy_email)s <> 'create';

-- Rows that share a key are compared one by one; where very many do (a switchboard of hundreds), with the first of all
-- and with the first of the same name.
WITH shared AS (
    SELECT key, min(line) AS first_line, count(*) AS rows FROM import_key GROUP BY key HAVING count(*) > 1
), pair AS (
    SELECT b.line, b.rung, a.line AS parent
    FROM shared s JOIN import_key b ON b.key = s.key JOIN import_key a ON a.key = s.key AND a.line < b.line
    WHERE s.rows <= 50
    UNION ALL
    SELECT k.line, k.rung, s.first_line
    FROM shared s JOIN import_key k ON k.key = s.key WHERE s.rows > 50 AND k.line > s.first_line
    UNION ALL
    SELECT k.line, k.rung, min(k.line) OVER (PARTITION BY k.key, r.person, r.external_id)
    FROM shared s JOIN import_key k ON k.key = s.key JOIN import_row r ON r.line = k.line WHERE s.rows > 50
)
INSERT INTO import_tie (line, rung, parent)
SELECT DISTINCT ON (p.line) p.line, p.rung, p.parent
FROM pair p JOIN import_row b ON b.line = p.line JOIN import_row a ON a.line = p.parent
WHERE p.parent < p.line AND (p.rung = 1 OR (
    (b.external_id = '' OR a.external_id = '' OR b.external_id = a.external_id)
    AND (b.person = '' OR a.person = '' OR string_to_array(b.person, ' ') && string_to_array(a.person, ' '))))
  AND p.line NOT IN (SELECT line FROM import_decision)
ORDER BY p.line, p.rung, p.parent;

-- A row that is a known lead by its own keys is not tied, unless another row above says the same external id.
DELETE FROM import_tie t USING import_found f WHERE f.line = t.line AND (f.rung = 1 OR t.rung > 1);
DELETE FROM import_found f USING import_tie t WHERE t.line = f.line;
