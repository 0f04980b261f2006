"""Forms: drafts, publishing, the version that visitors see."""
