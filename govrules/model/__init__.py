"""Vocabulary, outcomes, rules and rulebooks as frozen models."""
