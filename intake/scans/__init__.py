"""Scanned pages: drawn and straightened in the sandbox, read in the workshop, laid out as lines in the sandbox."""
