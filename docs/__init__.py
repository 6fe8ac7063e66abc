"""The pages for readers of the code, and the command that makes their pictures."""
