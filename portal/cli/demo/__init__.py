"""A believable company with two months of history, made by the same services that real leads go through."""
