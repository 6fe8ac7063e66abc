"""Word lists compiled for this project: common words and broken plurals of the news."""
