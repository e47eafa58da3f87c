"""Small wheels and an index that serves them, as the package index does it for pip."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tests.servers import Reply, WebServer


@dataclass(frozen=True)
class Wheel:
    """A package without code. `requires` are lines of Requires-Dist."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    @property
    def filename(self) -> str:
        return f"{self.name}-{self.version}-py3-none-any.whl"

    @property
    def locked(self) -> str:
        """Its line in a lock."""
        return (
            f"{self.name}=={self.version} \\\n    --hash=sha256:{hashlib.sha256(self.content).hexdigest()}\n"
        )

    @cached_property
    def content(self) -> bytes:
        metadata = [
            "Metadata-Version: 2.1",
            f"Name: {self.name}",
            f"Version: {self.version}",
            *(f"Provides-Extra: {extra}" for extra in self.extras),
            *(f"Requires-Dist: {line}" for line in self.requires),
        ]
        folder = f"{self.name}-{self.version}.dist-info"
        files = {
            f"{self.name}.py": "",
            f"{folder}/METADATA": "\n".join(metadata) + "\n",
            f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{folder}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{folder}/RECORD"])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name), text)
        return packed.getvalue()


def publish(server: WebServer, wheels: Iterable[Wheel]) -> None:
    """Offers the wheels under /simple/."""
    pages = defaultdict(list)
    for wheel in wheels:
        pages[wheel.name].append(f'<a href="/files/{wheel.filename}">{wheel.filename}</a>')
        server.script[f"/files/{wheel.filename}"] = Reply(body=wheel.content)
    for name, links in pages.items():
        page = f"<!DOCTYPE html><html><body>{'<br>'.join(links)}</body></html>"
        server.script[f"/simple/{name}/"] = Reply(headers={"Content-Type": "text/html"}, body=page.encode())


def downloaded(server: WebServer) -> set[str]:
    """The names of the files that were asked for."""
    return {asked.path.removeprefix("/files/") for asked in server.asked if asked.path.startswith("/files/")}
