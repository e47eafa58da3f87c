"""Which claims a story bears on, what it does to them, and the rule that decides."""
