"""Tools over rulebooks: sources, checks, cases, tables."""
