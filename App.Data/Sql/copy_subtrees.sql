COPY audit_subtrees (level, index, hash) FROM STDIN (FORMAT BINARY)
