"""The question types, one class each; ``registry`` lists them."""
