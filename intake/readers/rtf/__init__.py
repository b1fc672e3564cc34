"""Rich Text Format: groups, fonts, tables, objects."""
