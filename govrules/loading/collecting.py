"""The garbage collector while files are read: what reading makes is freed without it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection of garbage meanwhile. Reading a rulebook makes many thousand objects in a few hundredths of
    a second, and each collection would walk through all of them, and through those of all rulebooks before."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
