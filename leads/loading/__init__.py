"""From a sheet's row to a lead: what one row becomes (pure), and the SQL that judges and loads a whole file at once."""
