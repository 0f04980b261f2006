"""What people and the worker do: verbs over the tables. They flush and never commit."""
