"""Facts and rules to answers. The engine knows no single question."""
