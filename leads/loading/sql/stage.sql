-- The staging tables of one load, private to its connection. They are only a copy of the file: what is done stands in
-- the ledger (leads_importrow), so nothing is lost with them.
DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_phone, pg_temp.import_key, pg_temp.import_match,
    pg_temp.import_tie, pg_temp.import_fate;

CREATE TEMP TABLE import_row (
    line integer NOT NULL,
    outcome text NOT NULL,
    bad_column text NOT NULL,
    bad_value text NOT NULL,
    reason text NOT NULL,
    suggestion text NOT NULL,
    external_id text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    person text NOT NULL,
    company text NOT NULL,
    company_key text NOT NULL COLLATE "C",
    job_title text NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    area_code text NOT NULL,
    address text NOT NULL,
    city text NOT NULL,
    region text NOT NULL,
    postal_code text NOT NULL,
    country text NOT NULL,
    language text NOT NULL,
    zones varchar(64)[] NOT NULL,
    zone_source text NOT NULL,
    zone_confidence smallint NOT NULL,
    window_region text NOT NULL,
    source text NOT NULL,
    notes text NOT NULL,
    custom jsonb NOT NULL,
    sort_name text NOT NULL COLLATE "C",
    search text NOT NULL COLLATE "C"
);

CREATE TEMP TABLE import_phone (
    line integer NOT NULL,
    position smallint NOT NULL,
    number text NOT NULL,
    extension text NOT NULL,
    kind text NOT NULL,
    certain boolean NOT NULL,
    raw text NOT NULL
);
