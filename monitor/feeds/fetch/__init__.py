"""Edge: bytes from the web, within bounds of time, size and address. Only here are pages asked for."""
