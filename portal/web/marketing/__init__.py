"""Marketing: agreements, forms, the nurture desk."""
