"""Folders of vocabulary files -> one Vocabulary: what is remembered of them, else what the files say.

What reads files (loading.vocabulary_reader) is imported when something has to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..collecting import collector_paused
from ..model.vocabulary import Vocabulary
from .cache import contents_of, kept_for, remembered
from .stored import StoredVocabulary, restored_vocabulary, stored_vocabulary


def load_vocabulary(folders: Iterable[Path]) -> Vocabulary:
    """The vocabulary of all `*.yaml` files in the folders, later ones adding to earlier ones.

    Raises LoadError with every error of every file.
    """
    places = list(folders)
    files = [path for folder in places for path in sorted(folder.glob("*.yaml"))]
    contents = contents_of(files)
    kept = None if contents is None else kept_for("vocabulary", places, contents)

    def load() -> tuple[Vocabulary, Callable[[], StoredVocabulary]]:
        from .vocabulary_reader import VocabularyReader

        with collector_paused():
            reader = VocabularyReader()
            for path in files:
                reader.read(path, None if contents is None else contents[path])
            found = reader.vocabulary()
        return found, lambda: stored_vocabulary(found)

    return remembered(kept, restored_vocabulary, load)
