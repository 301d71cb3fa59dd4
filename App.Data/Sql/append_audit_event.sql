INSERT INTO audit_events (sequence, at, actor_issuer, actor_subject, action, subject, canonical, leaf_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
