-- The planner's estimate, or what was counted since where no analysis ran yet. The parts of a table that is kept by the day or month count as it.
SELECT COALESCE(parent.relname, class.relname)::text, SUM(pg_total_relation_size(class.oid))::bigint,
    SUM(CASE WHEN class.reltuples < 0 THEN COALESCE(seen.n_live_tup, 0) ELSE class.reltuples::bigint END)::bigint
FROM pg_class AS class
LEFT JOIN pg_stat_all_tables AS seen ON seen.relid = class.oid
LEFT JOIN pg_inherits AS part ON part.inhrelid = class.oid
LEFT JOIN pg_class AS parent ON parent.oid = part.inhparent
WHERE class.relkind = 'r' AND class.relnamespace = current_schema()::regnamespace
GROUP BY 1
ORDER BY 2 DESC, 1
