"""Reads a feed's bytes: RSS, Atom and JSON Feed, to items."""
