"""Files and PDFs: what was uploaded, what was printed, and how printed things look."""
