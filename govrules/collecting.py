"""The garbage collector while modules are imported and files are read: what that makes is freed without it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection of garbage meanwhile. Reading a rulebook makes many thousand objects in a few hundredths of
    a second, and each collection would walk through all of them, and through those of all rulebooks before.

    Afterwards they count as old, like all that has lived through some collections; else the first collection that
    follows would walk through all of them at once. A full collection looks at them as at everything.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if gc.get_freeze_count() == 0:  # else what somebody has frozen would be thawed
                gc.freeze()
                gc.unfreeze()
            gc.enable()
