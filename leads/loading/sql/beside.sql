-- What only some rows say beside themselves: on what ground somebody may be contacted, an address that looks mistyped.
DROP TABLE IF EXISTS pg_temp.import_consent, pg_temp.import_doubt;

CREATE TEMP TABLE import_consent (line integer PRIMARY KEY, basis text NOT NULL, given_on text NOT NULL, words text NOT NULL);

CREATE TEMP TABLE import_doubt (line integer PRIMARY KEY, header text NOT NULL, value text NOT NULL, suggestion text NOT NULL);
