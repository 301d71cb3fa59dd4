SELECT end_decisions(@decisions_before, @counts_before)
