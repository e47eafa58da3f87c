"""Which addresses are public, and what `allow_private` lets through."""

from __future__ import annotations

import ipaddress

import pytest

from monitor.feeds.fetch.addresses import Allowed, is_public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",  # carrier-grade NAT
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:100.64.0.1",
        "64:ff9b::7f00:1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"],
)
def test_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("item", "host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1:8080", "127.0.0.1", True),
        ("10.0.0.0/8", "10.9.9.9", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.1.2.3/8", "10.9.9.9", True),
        ("[::1]", "::1", True),
        ("[::1]:80", "::1", True),
        ("::1", "::1", True),
        ("127.0.0.0/8", "::ffff:127.0.0.1", True),
        ("localhost", "LOCALHOST.", True),
        ("nas.local:8080", "nas.local", True),
        ("nas.local", "evil.nas.local", False),
        ("127.0.0.1", "localhost", False),
    ],
)
def test_allowed(item: str, host: str, expected: bool) -> None:
    assert Allowed((item,)).names(host) is expected


@pytest.mark.parametrize("item", ["", "10.0.0.0/33", "http://nas.local", "nas local", "a/b", "nas:port"])
def test_what_is_no_host_is_an_error(item: str) -> None:
    with pytest.raises(ValueError, match="not a host name, an address or a network"):
        Allowed((item,))


@pytest.mark.parametrize(
    ("host", "allowed", "refused"),
    [
        ("127.0.0.1", (), True),
        ("[fd00::1]", (), True),
        ("localhost", (), True),
        ("feeds.localhost", (), True),
        ("localhost", ("127.0.0.1",), False),
        ("localhost", ("::1",), False),
        ("localhost", ("localhost",), False),
        ("10.1.2.3", ("10.0.0.0/8",), False),
        ("93.184.216.34", (), False),
        ("nas.local", (), False),  # a name says nothing before it is looked up
    ],
)
def test_what_is_refused_is_known_beforehand(host: str, allowed: tuple[str, ...], refused: bool) -> None:
    assert Allowed(allowed).refuses(host) is refused
