"""Analyses Arabic text: normal forms, stems, dates, sentences, spelling."""
