"""What marketing and sales agree on: the field library, drafts, signatures, what is in force."""
