-- The message once, and a delivery for each webhook that is subscribed when it is stored.
WITH message AS (
    INSERT INTO webhook_messages (id, key, type, at, body)
    VALUES (@id, @key, @type, @at, @body)
    ON CONFLICT (key) DO NOTHING
    RETURNING place, type, at
)
INSERT INTO webhook_deliveries (webhook_id, place, state, attempts, since)
SELECT webhook.id, message.place, 'Pending', 0, @now
FROM message
JOIN webhooks AS webhook ON webhook.removed_at IS NULL AND webhook.disabled_at IS NULL AND webhook.added_at <= message.at AND webhook.events ? message.type
