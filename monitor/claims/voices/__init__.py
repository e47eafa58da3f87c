"""Who speaks in each clause of a sentence."""
