"""Word and Excel 2003 XML."""
