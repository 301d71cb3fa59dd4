-- One look into the index for each span, however many subtrees are stored.
SELECT stored.level, stored.index, stored.hash
FROM unnest(@levels, @firsts, @counts) AS span (level, first, count)
CROSS JOIN LATERAL (
    SELECT level, index, hash FROM audit_subtrees AS subtree
    WHERE subtree.level = span.level AND subtree.index >= span.first AND subtree.index < span.first + span.count
) AS stored
