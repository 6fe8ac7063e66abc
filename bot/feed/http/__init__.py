"""Fetches over HTTP from the site alone: checked addresses, bounds, redirects, retries."""
