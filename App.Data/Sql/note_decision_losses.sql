INSERT INTO decision_losses AS known (hour, environment, point, cause, count)
SELECT hour, environment, point, cause, sum(count)
FROM unnest(@hours, @environments, @points, @causes, @counts) AS noted (hour, environment, point, cause, count)
GROUP BY hour, environment, point, cause
ORDER BY hour, environment, point, cause
ON CONFLICT (hour, environment, point, cause) DO UPDATE SET count = known.count + excluded.count
