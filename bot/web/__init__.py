"""Serves what comes over HTTP: webhook, pings, WebSub, health, metrics."""
