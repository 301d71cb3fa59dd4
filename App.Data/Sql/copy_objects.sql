COPY policy_objects (kind, name, id, body, valid_from) FROM STDIN (FORMAT BINARY)
