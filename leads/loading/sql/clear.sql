-- Room for the next rows, in those tables that hold some: to empty one costs the same whether it does or not.
DO $$
DECLARE staged text; holds_rows boolean;
BEGIN
    FOREACH staged IN ARRAY ARRAY['row', 'phone', 'bad', 'decision', 'found', 'key', 'tie', 'fate', 'change', 'said', 'number']
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM pg_temp.import_' || staged || ')' INTO holds_rows;
        IF holds_rows THEN
            EXECUTE 'TRUNCATE pg_temp.import_' || staged;
        END IF;
    END LOOP;
END $$;
