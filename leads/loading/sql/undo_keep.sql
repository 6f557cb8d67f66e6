-- The others stay, and are told: somebody called them, wrote to them, or another list holds them too.
UPDATE leads_importrow SET details = details || '{"left": true}'
WHERE lead_import_id = %(lead_import)s AND "row" > %(after)s AND "row" <= %(upto)s AND outcome = 'created' AND lead_id IS NOT NULL;
