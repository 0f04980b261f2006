"""HTTP, one audience a folder. Audiences do not import each other; what they have in common is in ``shared``."""
