"""Files to models, every error with its file, line and column."""
