"""Khabar on a real WordPress: Debian's packages on loopback, filled with invented news."""
