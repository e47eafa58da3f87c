"""A frame and a sentence to a candidate: how far the sentence fills the frame, and what it then does to the claim."""
