SELECT a.approval -> 'approver' ->> 'issuer' AS issuer, a.approval -> 'approver' ->> 'subject' AS subject, count(DISTINCT d.id)::int AS changes
FROM drafts d
JOIN approvals a ON a.draft_id = d.id AND a.content_version = d.content_version
WHERE d.authors @> @author AND d.state IN ('Submitted', 'Published') AND ((a.approval ->> 'at') COLLATE "C") >= @since
  AND jsonb_build_object('issuer', a.approval -> 'approver' ->> 'issuer', 'subject', a.approval -> 'approver' ->> 'subject') IN (SELECT jsonb_array_elements(@approvers))
GROUP BY 1, 2
