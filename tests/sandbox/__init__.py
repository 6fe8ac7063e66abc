"""The sandbox: a newsroom and a Telegram on loopback."""
