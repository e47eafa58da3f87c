"""Edge: the ledger on disk, and the lock that keeps a second instance away from it.

The only room that imports SQLAlchemy and Alembic. It keeps what it is given and decides nothing.
"""

from monitor.store.store import Store

__all__ = ["Store"]
