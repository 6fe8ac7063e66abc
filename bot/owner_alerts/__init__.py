"""Tells the owners what they should know: feeds that fail, floods, what was held back."""
