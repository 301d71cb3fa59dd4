DROP FUNCTION end_decisions(timestamptz, timestamptz);
DROP FUNCTION prepare_decisions(timestamptz[]);
DROP FUNCTION decision_part(text, timestamptz);
DROP TABLE decision_losses, decision_hours, decisions;
