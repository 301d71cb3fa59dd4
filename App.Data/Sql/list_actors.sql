-- One look into the index for each actor, however many events there are.
WITH RECURSIVE actors AS (
    (SELECT actor_issuer, actor_subject FROM audit_events ORDER BY actor_issuer, actor_subject LIMIT 1)
    UNION ALL
    SELECT next.actor_issuer, next.actor_subject
    FROM actors AS last
    CROSS JOIN LATERAL (
        SELECT actor_issuer, actor_subject FROM audit_events
        WHERE (actor_issuer, actor_subject) > (last.actor_issuer, last.actor_subject)
        ORDER BY actor_issuer, actor_subject LIMIT 1
    ) AS next
)
SELECT newest.*
FROM (SELECT * FROM actors LIMIT @limit) AS actor
CROSS JOIN LATERAL (
    SELECT * FROM audit_events AS event
    WHERE event.actor_issuer = actor.actor_issuer AND event.actor_subject = actor.actor_subject
    ORDER BY event.at DESC, event.sequence DESC LIMIT 1
) AS newest
