"""Analyses how Arabic words are built: prefixes, suffixes, broken plurals, stems."""
