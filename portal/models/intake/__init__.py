"""People, companies, submissions, verdicts and leads."""
