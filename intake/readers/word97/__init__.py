"""Word 97–2003 files ([MS-DOC]): the document, its pieces, fonts, tables, notes and boxes."""
