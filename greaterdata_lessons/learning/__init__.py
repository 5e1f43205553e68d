"""Questions, checks, hints and worked solutions."""
