"""The use cases: the only place where the pure rooms meet the edges."""
