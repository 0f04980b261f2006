"""Forms as values: their definition, the one reader of a post, the publish gate."""
