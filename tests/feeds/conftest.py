from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import WebServer


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A server of the test's own."""
    with WebServer() as server:
        yield server
