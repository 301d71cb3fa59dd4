SELECT coalesce(max(sequence) + 1, 0) FROM audit_events
