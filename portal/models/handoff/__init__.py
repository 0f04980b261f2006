"""Pools, rules, assignments, timers, activities: from the queue to the rep and back."""
