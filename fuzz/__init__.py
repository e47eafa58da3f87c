"""Looks for input that the readers of feeds and pages cannot cope with: `make fuzz`."""
