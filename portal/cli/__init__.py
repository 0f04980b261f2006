"""Commands for operators: ``flask --app wsgi …``. An edge, like the web: it opens, commits and prints."""
