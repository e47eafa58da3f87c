"""Pure: a feed's bytes to entries."""
