-- The staging tables of one import, private to its connection. They are only a copy of the file: what is done stands in
-- the ledger (leads_importrow), so nothing is lost with them.
DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_phone, pg_temp.import_bad, pg_temp.import_decision,
    pg_temp.import_found, pg_temp.import_key, pg_temp.import_tie, pg_temp.import_fate, pg_temp.import_change,
    pg_temp.import_said, pg_temp.import_number;

CREATE TEMP TABLE import_row (
    line integer NOT NULL,
    outcome text NOT NULL,
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
CREATE UNIQUE INDEX import_row_line ON import_row (line);

CREATE TEMP TABLE import_phone (
    line integer NOT NULL,
    position smallint NOT NULL,
    number text NOT NULL,
    extension text NOT NULL,
    kind text NOT NULL,
    certain boolean NOT NULL,
    raw text NOT NULL
);
CREATE INDEX import_phone_line ON import_phone (line);

-- What is wrong with a row that is kept aside, and its cells as they stood.
CREATE TEMP TABLE import_bad (
    line integer PRIMARY KEY,
    header text NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    suggestion text NOT NULL,
    cells jsonb NOT NULL
);

-- What a person decided about a row whose number says one lead and whose address says another: this lead, or a new one.
CREATE TEMP TABLE import_decision (line integer PRIMARY KEY, lead_id bigint);

-- Leads of the client that a row may be: by external id (1), number (2) or address (3). `ours`: made by this import.
CREATE TEMP TABLE import_found (line integer NOT NULL, rung smallint NOT NULL, lead_id bigint NOT NULL, ours boolean NOT NULL);
CREATE INDEX import_found_line ON import_found (line);

CREATE TEMP TABLE import_key (line integer NOT NULL, rung smallint NOT NULL, key text NOT NULL COLLATE "C");

CREATE TEMP TABLE import_tie (line integer PRIMARY KEY, rung smallint NOT NULL, parent integer NOT NULL);

-- The fate of every row. `action`: what the policy says of this kind of match (leads/loading/policies.py). `known`: the
-- lead was there before the rows that are staged now.
CREATE TEMP TABLE import_fate (
    line integer PRIMARY KEY,
    outcome text NOT NULL,
    action text NOT NULL,
    known boolean NOT NULL,
    lead_id bigint,
    reason text NOT NULL
);

-- Every value that a row says of a lead that is there already, or of one that another row says something of, where it
-- may matter: the lead says nothing there (`before`), or the policy overwrites.
CREATE TEMP TABLE import_said (
    line integer NOT NULL, lead_id bigint NOT NULL, field text NOT NULL COLLATE "C", value text NOT NULL,
    before text NOT NULL, action text NOT NULL
);

-- What a row changes: a field, or a column of the customer's own ("custom.Size").
CREATE TEMP TABLE import_change (
    line integer NOT NULL, lead_id bigint NOT NULL, field text NOT NULL COLLATE "C", before text NOT NULL, after text NOT NULL
);

-- A number that a row adds to its lead.
CREATE TEMP TABLE import_number (line integer NOT NULL, lead_id bigint NOT NULL, number text NOT NULL);
