"""Presentations: ppt and pptx, text by text with fonts."""
