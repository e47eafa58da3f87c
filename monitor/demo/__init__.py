"""The sample archive and the loopback server that serves it: the whole job without a network."""
