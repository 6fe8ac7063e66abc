"""Loads the certificates that the system trusts, for every TLS connection of the bot."""

import functools
import ssl


@functools.cache
def trusted() -> ssl.SSLContext:
    """Return the TLS context of all requests; reading the store takes longer than most of them."""
    return ssl.create_default_context()
