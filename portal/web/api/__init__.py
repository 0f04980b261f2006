"""Programs: the JSON API, health and metrics."""
