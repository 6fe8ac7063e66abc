"""A newsroom site and a Telegram of the own machine, to try a bot without a token."""
