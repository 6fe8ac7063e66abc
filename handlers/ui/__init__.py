"""Holds what all handlers show people with: replies, pages of lists, posts, prompts."""
