"""The job that runs for months: APScheduler asks each feed at its rhythm, one thread judges, digests go out.

`daemon` schedules, `desk` holds what waits for judgement, `watch` logs and counts, `endpoint` shows the counts,
`supervisor` talks to systemd. Nothing here decides what a story means or what is told.
"""

from monitor.daemon.daemon import Daemon

__all__ = ["Daemon"]
