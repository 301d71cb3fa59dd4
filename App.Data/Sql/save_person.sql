INSERT INTO persons AS known (issuer, subject, name, role, was_admin, groups, first_seen, last_seen)
VALUES (@issuer, @subject, @name, @role, @is_admin, @groups, @at, @at)
ON CONFLICT (issuer, subject) DO UPDATE SET
    name = excluded.name,
    role = excluded.role,
    groups = excluded.groups,
    was_admin = known.was_admin OR excluded.was_admin,
    last_seen = greatest(known.last_seen, excluded.last_seen)
