"""Compound files ([MS-CFB]), the shell of doc, xls, ppt and msg: streams, macros, embedded objects, properties."""
