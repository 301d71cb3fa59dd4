-- One look into the index for each span, however many subtrees are stored. LIMIT, which no span reaches, keeps the planner from joining the whole table with the spans, and lets it know
-- how few rows come: what it thought of ten million before made it compile the query, which takes longer than the reading.
SELECT stored.level, stored.index, stored.hash
FROM unnest(@levels, @firsts, @counts) AS span (level, first, count)
CROSS JOIN LATERAL (
    SELECT level, index, hash FROM audit_subtrees AS subtree
    WHERE subtree.level = span.level AND subtree.index >= span.first AND subtree.index < span.first + span.count
    LIMIT 256
) AS stored
