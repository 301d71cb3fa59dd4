-- The planner's estimate, or what was counted since where no analysis ran yet.
SELECT class.relname::text, pg_total_relation_size(class.oid), CASE WHEN class.reltuples < 0 THEN COALESCE(seen.n_live_tup, 0) ELSE class.reltuples::bigint END
FROM pg_class AS class
LEFT JOIN pg_stat_all_tables AS seen ON seen.relid = class.oid
WHERE class.relkind = 'r' AND class.relnamespace = current_schema()::regnamespace
ORDER BY 2 DESC, 1
