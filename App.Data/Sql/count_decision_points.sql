INSERT INTO decision_points AS known (minute, point_id, allowed, denied)
SELECT minute, point_id, allowed, denied
FROM unnest(@minutes, @points, @allowed, @denied) AS fresh (minute, point_id, allowed, denied)
WHERE minute > now() - interval '3 hours'
ORDER BY minute, point_id
ON CONFLICT (point_id, minute) DO UPDATE SET
    allowed = known.allowed + excluded.allowed,
    denied = known.denied + excluded.denied
