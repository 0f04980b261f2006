"""Who works here: users, their roles, sessions, links, absences, and the organisation."""
