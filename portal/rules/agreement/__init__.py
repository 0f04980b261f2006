"""The agreement between marketing and sales: its terms, and the verdict under them."""
