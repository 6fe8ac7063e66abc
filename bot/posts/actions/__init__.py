"""Defines the callback data of all buttons, and encodes it."""
