"""Judgements against gold labels, and the files that both come from."""
