"""Questions as people type them: cut into words of the vocabulary, and read as one canonical form."""
