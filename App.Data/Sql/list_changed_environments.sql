SELECT DISTINCT environment FROM bundles WHERE published_in = @revision AND revision = @revision ORDER BY environment
