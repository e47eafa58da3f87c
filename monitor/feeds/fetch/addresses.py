"""Which addresses are of the public internet, and which others the user lets through. Opens nothing."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

# Not for the public, though `is_global` says so in one Python or another.
_NOT_PUBLIC: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv6Network("fec0::/10"),
)
_HERE: tuple[Address, ...] = (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))
# Networks of IPv6 that carry an IPv4 address in their last 32 bits: compatible addresses and NAT64.
_CARRIERS = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))


def is_public(address: Address) -> bool:
    """Whether the address, and any IPv4 address inside it, is one of the public internet."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _CARRIERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def literal(host: str) -> Address | None:
    """The address that the host of a URL is written as; None where it is a name."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]"))
    return None


def refusal(shown: str) -> str:
    """Why a host is not asked, and what to do."""
    return f"{shown} is a private address; allow it with allow_private under [fetch]"


class Allowed:
    """What may be reached beside the public internet.

    Each item is a host ("nas.local"), an address ("127.0.0.1", "[::1]") or a network ("10.0.0.0/8");
    a port behind a host or an address is ignored. ValueError where one of them is none of these.
    """

    def __init__(self, items: Sequence[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[Network] = []
        for item in items:
            network = _network(item)
            if network is None:
                self._hosts.add(_host(item))
            else:
                self._networks.append(network)

    def covers(self, address: Address) -> bool:
        inner = _inner(address)
        return any(address in network or (inner and inner in network) for network in self._networks)

    def names(self, host: str) -> bool:
        """Whether the host is listed, or written as an address that is covered."""
        address = literal(host)
        return self.covers(address) if address else host.lower().rstrip(".") in self._hosts

    def refuses(self, host: str) -> bool:
        """Whether the host is this machine or written as a private address, and not let through."""
        written = literal(host)
        here = host == "localhost" or host.endswith(".localhost")
        found = _HERE if here else (written,) if written else ()
        return bool(found) and not (
            self.names(host) or any(is_public(address) or self.covers(address) for address in found)
        )


def _network(item: str) -> Network | None:
    text = item.strip()
    bare, _, port = text.rpartition(":")
    for candidate in (text.strip("[]"), bare.strip("[]") if port.isdigit() else ""):
        with contextlib.suppress(ValueError):
            return ipaddress.ip_network(candidate, strict=False)
    return None


def _host(item: str) -> str:
    name, _, port = item.strip().lower().partition(":")
    if not name or (port and not port.isdigit()) or set(name) & set("/[]@?# "):
        raise ValueError(f"{item!r} is not a host name, an address or a network")
    return name.rstrip(".")
