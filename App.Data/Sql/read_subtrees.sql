-- One look into the index for each span, however many subtrees are stored. OFFSET 0 keeps the planner from joining the whole table with the spans, of which it knows nothing.
SELECT stored.level, stored.index, stored.hash
FROM unnest(@levels, @firsts, @counts) AS span (level, first, count)
CROSS JOIN LATERAL (
    SELECT level, index, hash FROM audit_subtrees AS subtree
    WHERE subtree.level = span.level AND subtree.index >= span.first AND subtree.index < span.first + span.count
    OFFSET 0
) AS stored
