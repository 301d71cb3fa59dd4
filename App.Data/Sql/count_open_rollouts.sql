SELECT count(*), coalesce(md5(string_agg(concat_ws('/', revision, environment, concerned, fetched, activated, observed, failing, outcome), ',' ORDER BY revision, environment)), '')
FROM rollouts
WHERE closed_at IS NULL AND published_at > @now - interval '1 hour'
