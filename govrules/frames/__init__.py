"""Questions put to whole frames: a row is one asking (see Rulebook.ask_frame). Needs the extra `frames`."""
