"""Questions and their answers: keys, types, conditions over answers."""
