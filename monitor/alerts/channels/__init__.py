"""Edge: the ways out. Each takes a letter in its final form and either accepts it or says why not."""
