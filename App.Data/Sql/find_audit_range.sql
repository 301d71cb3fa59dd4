-- OFFSET 0 keeps the planner from looking for the least and the greatest sequence along the primary key, past all events before the range.
SELECT min(sequence) AS first, max(sequence) AS last
FROM (SELECT sequence FROM audit_events WHERE at >= coalesce(@since, '-infinity') AND at < coalesce(@until, 'infinity') OFFSET 0) AS events
