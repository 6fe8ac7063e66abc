"""Word lists compiled for this project: common words and broken plurals found in news."""
