"""Files in the upload folder."""
