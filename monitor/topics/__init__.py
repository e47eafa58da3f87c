"""Everything that a topic brings, a folder each: what is on topic, the claims, the names. Data, no code."""
