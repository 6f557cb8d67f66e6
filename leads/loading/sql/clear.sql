-- Room for the next rows.
TRUNCATE pg_temp.import_row, pg_temp.import_phone, pg_temp.import_bad, pg_temp.import_decision, pg_temp.import_found,
    pg_temp.import_key, pg_temp.import_tie, pg_temp.import_fate, pg_temp.import_change, pg_temp.import_said,
    pg_temp.import_number;
