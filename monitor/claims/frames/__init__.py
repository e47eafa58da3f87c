"""Claims files to frames: what a claim says, in roles."""
