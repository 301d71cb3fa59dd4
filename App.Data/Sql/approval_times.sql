-- Instants are written in UTC and in one format, so that their texts are ordered as they are. The list of who approves each other looks at a time's end.
CREATE INDEX ix_approvals_at ON approvals (((approval ->> 'at') COLLATE "C"));
