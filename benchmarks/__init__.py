"""Measures of speed, each a ratio to a yardstick that runs beside it. See README.md."""
