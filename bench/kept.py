"""What the worker would have made of many leads (portal.services.ops.ahead), by SQL."""

FIRST = 1_000_000
"""The first id of the leads that are made, beyond those of the demo company."""
_PHRASES = " UNION ALL ".join(
    f"SELECT lower({text}), id FROM named"
    for text in (
        *("name", "substr(name, instr(name, ' ') + 1)", "number", "company", "substr(company, 6)"),
        *("'person' || number || ' ' || replace(lower(company), ' ', '') || ' example'", "'example'"),
    )
)
AHEAD = (
    f"""INSERT OR IGNORE INTO lead_phrase (phrase, lead_id)
  WITH named AS (SELECT id, person_name AS name, company_name AS company, id - {FIRST} AS number FROM lead)
  SELECT * FROM ({_PHRASES}) ORDER BY 1, 2""",
    """INSERT INTO day_count (day, form_id, source, submissions, lead, mql, sql, accepted)
  SELECT created_day, COALESCE(form_id, 0), utm_source, COUNT(*), COUNT(*), COUNT(COALESCE(mql_at, sql_at)),
  COUNT(COALESCE(sql_at, accepted_at)), COUNT(accepted_at) FROM lead GROUP BY 1, 2, 3""",
    "INSERT INTO bookmark (name, event_id) SELECT 'ahead', MAX(id) FROM event",
)
