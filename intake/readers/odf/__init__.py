"""OpenDocument (ISO/IEC 26300): odt, ods, odp, packed and flat."""
