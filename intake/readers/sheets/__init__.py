"""Spreadsheets: xls, xlsx and separated text, cell by cell with fonts."""
