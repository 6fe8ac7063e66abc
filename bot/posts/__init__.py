"""Composes what stands in a chat: posts, digests, their buttons."""
