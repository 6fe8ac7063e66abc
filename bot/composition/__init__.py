"""Builds the parts of a running bot from its settings, and ends them in reverse."""
