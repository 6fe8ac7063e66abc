"""Reads and writes markup, URLs and images, whatever they are for."""
