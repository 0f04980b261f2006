"""The field library, agreement versions and their signatures."""
