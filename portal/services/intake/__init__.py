"""From a post to a judged lead: store, match, merge, judge, and hand over to routing."""
