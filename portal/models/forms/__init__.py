"""Forms and their published versions."""
