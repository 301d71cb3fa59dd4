COPY bundles (scope, environment, target, service, revision, key_id, key_order, published_in, content_digest, sha256, archive, is_tombstone)
FROM STDIN (FORMAT BINARY)
