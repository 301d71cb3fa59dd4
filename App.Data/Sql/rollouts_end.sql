DROP VIEW rollout_measures;
DROP TABLE rollout_steps, rollouts, rollout_goals;
