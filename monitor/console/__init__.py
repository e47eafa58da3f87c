"""What the commands print for people: tables on a wide terminal, plain lines elsewhere.

Writes to the console that it is given, and nowhere else; what programs read is made in `monitor.shapes`.
"""

from monitor.console.evaluating import report
from monitor.console.explaining import explain, roles
from monitor.console.lists import checked, claims, feeds, standing
from monitor.console.polling import blind, polled, progress, tested, told

__all__ = [
    "blind",
    "checked",
    "claims",
    "explain",
    "feeds",
    "polled",
    "progress",
    "report",
    "roles",
    "standing",
    "tested",
    "told",
]
