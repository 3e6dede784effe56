"""Start pages per role; reads from every domain, owns no table."""
