"""The app's role, what it may touch, whose rows it sees, and the question a sweep may ask over all clients."""

from django.db import migrations

from office.isolation import ROLE, ClientTable

MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('GRANT {ROLE} TO %I', current_user);
EXCEPTION WHEN OTHERS THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
"""

MAKE_FUNCTIONS = """
CREATE FUNCTION sd_clients() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('sd.clients', true), ''), ',')::bigint[] $$;

CREATE FUNCTION sd_due(job_table text, at timestamptz, most integer) RETURNS TABLE (client_id bigint, id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS
$$ BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT client_id, id FROM %I WHERE (state = ''due'' AND due_at <= $1) '
        'OR (state = ''running'' AND lease_until < $1) ORDER BY due_at, id LIMIT $2', job_table) USING at, most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(MAKE_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(MAKE_FUNCTIONS, "DROP FUNCTION sd_due; DROP FUNCTION sd_clients"),
        ClientTable("message"),
        ClientTable("notice"),
    ]
