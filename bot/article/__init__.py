"""Takes an article out of its page: text, photos with captions, author, tags."""
