"""The learned reader: what a passage does to a claim, for whatever words the rules have no list of."""
