"""Sales: the inbox, leads, routing."""
