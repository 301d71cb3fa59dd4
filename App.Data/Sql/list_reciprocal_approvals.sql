WITH given AS MATERIALIZED (
    SELECT DISTINCT ON (d.id, approver_issuer, approver_subject, author_issuer, author_subject)
        a.approval -> 'approver' ->> 'issuer' AS approver_issuer,
        a.approval -> 'approver' ->> 'subject' AS approver_subject,
        a.approval -> 'approver' ->> 'name' AS approver_name,
        author ->> 'issuer' AS author_issuer,
        author ->> 'subject' AS author_subject,
        d.id AS draft,
        d.title,
        d.published_as AS revision,
        (a.approval ->> 'at')::timestamptz AS at
    FROM approvals a
    JOIN drafts d ON d.id = a.draft_id AND d.content_version = a.content_version AND d.state IN ('Submitted', 'Published')
    CROSS JOIN LATERAL jsonb_array_elements(d.authors) author
    WHERE ((a.approval ->> 'at') COLLATE "C") >= @since
    ORDER BY d.id, approver_issuer, approver_subject, author_issuer, author_subject, a.id DESC
),
totals AS (
    SELECT author_issuer, author_subject, count(DISTINCT draft)::int AS changes FROM given GROUP BY author_issuer, author_subject
)
SELECT given.*, totals.changes AS of_author
FROM given
JOIN totals USING (author_issuer, author_subject)
WHERE EXISTS (
    SELECT 1 FROM given back
    WHERE back.approver_issuer = given.author_issuer AND back.approver_subject = given.author_subject
      AND back.author_issuer = given.approver_issuer AND back.author_subject = given.approver_subject)
ORDER BY given.at DESC, given.draft
