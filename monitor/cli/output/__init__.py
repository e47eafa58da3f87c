"""What the commands print for people: tables on a wide terminal, plain lines elsewhere.

Writes to the console that it is given, and nowhere else; what programs read is made in `monitor.cli.output.shapes`.
"""

from monitor.cli.output.evaluation import report
from monitor.cli.output.explanation import explain
from monitor.cli.output.progress import blind, polled, progress, tested, told
from monitor.cli.output.tables import checked, claims, feeds, standing

__all__ = [
    "blind",
    "checked",
    "claims",
    "explain",
    "feeds",
    "polled",
    "progress",
    "report",
    "standing",
    "tested",
    "told",
]
