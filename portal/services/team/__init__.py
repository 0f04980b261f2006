"""People: accounts, passwords, signing in, links that work once, throttling, and the organisation itself."""
