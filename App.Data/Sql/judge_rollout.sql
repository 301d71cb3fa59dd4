UPDATE rollouts SET outcome = @outcome, judged_at = @now WHERE revision = @revision AND environment = @environment AND outcome = 'Open'
