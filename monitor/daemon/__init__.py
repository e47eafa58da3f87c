"""The job that runs for months: APScheduler asks each feed at its rhythm, one thread judges, digests go out.

`scheduler` runs the jobs, `inbox` holds what waits for judgement, `telemetry` logs and counts, `endpoint` shows the
counts, `systemd` talks to the service manager. Nothing here decides what a story means or what is told.
"""

from monitor.daemon.scheduler import Daemon

__all__ = ["Daemon"]
