SELECT prepare_decisions(@instants)
