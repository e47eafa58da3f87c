"""What the commands print: `shapes` for programs, the other modules for people.

Tables on a wide terminal, plain lines elsewhere. Writes to the console that it is given, and nowhere else.
"""
