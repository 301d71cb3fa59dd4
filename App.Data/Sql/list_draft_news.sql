-- Of each draft the newest act of somebody else, or of time, that a person has not answered: an edit of what waited for approval, for its authors and for whose approval fell by it; a
-- publish that was set and refused, for its authors and for who set it.
SELECT news.*
FROM (
    SELECT DISTINCT ON (entry.draft_id) entry.*
    FROM draft_entries AS entry
    JOIN drafts AS draft ON draft.id = entry.draft_id
    WHERE entry.of_submitted
      AND (
        entry.kind = 'Edited' AND NOT entry.actor @> @person
        AND (
          draft.state = 'Editing' AND draft.authors @> @among
          OR draft.state IN ('Editing', 'Submitted') AND entry.fallen @> @among
          AND NOT EXISTS (
            SELECT FROM approvals AS again
            WHERE again.draft_id = draft.id AND again.content_version = draft.content_version AND again.approval -> 'approver' @> @person
          )
        )
        OR entry.kind = 'ScheduleFailed' AND draft.state = 'Submitted' AND draft.scheduled_for IS NULL
        AND (draft.authors @> @among OR entry.actor @> @person)
        AND NOT EXISTS (
          SELECT FROM draft_entries AS later WHERE later.draft_id = draft.id AND later.id > entry.id AND later.kind IN ('Scheduled', 'Submitted')
        )
      )
    ORDER BY entry.draft_id, entry.id DESC
) AS news
ORDER BY news.id DESC
LIMIT @limit
