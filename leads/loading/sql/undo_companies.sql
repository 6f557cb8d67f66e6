-- Companies that the load made go too, when nobody stands under their name any more and nobody wrote something to them.
DELETE FROM leads_company c
WHERE c.client_id = %(client)s AND c.created_at >= %(began)s AND c.created_at <= %(ended)s
  AND c.domain = '' AND c.switchboard = '' {used};
