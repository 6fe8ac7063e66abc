"""Shares one PostgreSQL database among several instances: who leads, paces, inboxes."""
