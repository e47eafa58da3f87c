"""Training of the reader: an encoder that says what a passage does to a claim. Development only; needs torch."""
