"""Asks WordPress REST for posts, and reads its answers."""
