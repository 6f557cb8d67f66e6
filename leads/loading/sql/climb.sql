-- One step of each row towards the first row of its lead; repeated until none moves.
UPDATE import_tie t SET parent = p.parent FROM import_tie p WHERE p.line = t.parent
