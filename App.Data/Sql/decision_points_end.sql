DROP TABLE decision_points;
