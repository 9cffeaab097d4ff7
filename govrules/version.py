"""The version of the library, below everything that says it."""

__version__ = "0.1.0"
