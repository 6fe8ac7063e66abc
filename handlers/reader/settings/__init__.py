"""Shows and changes a chat's settings."""
