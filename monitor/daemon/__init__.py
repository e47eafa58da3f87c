"""The daemon, which runs for months: APScheduler polls each feed on its schedule, one thread judges, digests go out.

`scheduler` runs the jobs, `inbox` holds what waits to be judged, `telemetry` logs and counts, `endpoint` serves the
metrics, `systemd` notifies the service manager. Nothing here decides what a story means or what is sent.
"""
