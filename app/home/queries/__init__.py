"""Reading every domain for start pages, the front page and personal agendas."""
