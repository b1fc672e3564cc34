"""PDF (ISO 32000): text objects with fonts, layout, what would run, pages for recognition."""
