"""What a single value of the configuration may be: parsers, and the types made of them.

Parsers raise ValueError with the offending value in the message; `monitor.config` adds the key. Nothing is read from
the disk or the environment.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import time
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ByteSize,
    Field,
    PlainValidator,
    SecretStr,
    StrictStr,
    ValidationInfo,
)

from monitor.redaction import public
from monitor.stories.topic import Topic as TopicValue
from monitor.topics.folder import SHIPPED

_HOST = re.compile(r"(?=.{1,253}$)(\w[\w-]{0,62}\.)*\w[\w-]{0,62}\.?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SERVICE = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_NOT_SHOWN = "(not shown here, since it may hold a secret)"


def _size(value: object) -> object:
    """Pydantic would take `true` for one byte."""
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is not a size such as 500KB or 10MB")  # noqa: TRY004 (see _topic)
    return value


def address(value: str) -> str:
    """An http or https address with a host, without blanks or control characters."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError(f"{public(value)!r} is not an http or https address")
    return value


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(value if isinstance(value, str) else "")
    except (OSError, ValueError, KeyError):  # a directory, an unsafe name, an unknown zone
        raise ValueError(f"{value!r} is not a time zone such as UTC or Asia/Shanghai") from None


def _clock(value: object) -> time:
    if not (match := _CLOCK.fullmatch(value) if isinstance(value, str) else None):
        raise ValueError(f"{value!r} is not a time of day such as 08:00")
    return time(int(match[1]), int(match[2]))


def _quiet(value: object) -> tuple[time, time] | None:
    if value == "":
        return None
    begin, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError(f"{value!r} is not a span of hours such as 22:00-07:00")
    span = _clock(begin.strip()), _clock(end.strip())
    if span[0] == span[1]:
        raise ValueError(f"{value!r} ends when it begins")
    return span


def _path(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError(f"{value!r} is not a path")
    base: Path = (info.context or {}).get("base", Path())
    return base / Path(value).expanduser()


def _source(value: object, info: ValidationInfo) -> Path | str:
    """An address, a path, or the word that stands for the shipped claims; a file of that name is `./shipped`."""
    if value == str(SHIPPED):
        return SHIPPED
    if isinstance(value, str) and "://" in value:
        return address(value)
    return _path(value, info)


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", value.lower()):
        raise ValueError(f"{value!r} is not a language code such as en or zh")
    return value.lower().partition("-")[0]


def _mailbox(value: str) -> str:
    parsed = getaddresses([value])
    local, _, domain = parsed[0][1].rpartition("@")
    valid = len(parsed) == 1 and value.isprintable() and re.fullmatch(r"[^\s@]+", local)
    if not (valid and _HOST.fullmatch(domain) and _encodable(domain)):
        raise ValueError(f"{value!r} is not a mail address such as me@example.org")
    return value


def _encodable(domain: str) -> bool:
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return True


def _recipients(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("needs at least one recipient; remove [email] to turn mail off")
    return value


def _unsubscribe(value: str) -> str:
    scheme, _, rest = value.partition(":")
    if value and (scheme.lower() != "mailto" or not value.isascii() or re.search(r"[\s<>,]", value)):
        raise ValueError(f"{value!r} is not an address such as mailto:me@example.org?subject=stop")
    if value:
        _mailbox(rest.partition("?")[0])
    return value


def _sender(value: str) -> str:
    if value and not _mailbox(value).isascii():
        raise ValueError(f"{value!r} must be ASCII; write the domain as xn--…")
    return value


def _peer(value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        if not _HOST.fullmatch(value) or re.fullmatch(r"[\d./]+", value):
            raise ValueError(f"{value!r} is neither a host nor a network such as 10.0.0.0/8") from None
    return value


def _header(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError(f"{value!r} cannot be sent as a header")
    return value


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        raise ValueError("is not a database URL; leave it empty, or give postgresql://user@host/name")
    return value


def _channel(value: SecretStr) -> SecretStr:
    """Only the shape is checked; whether apprise knows the service, `monitor check` asks it."""
    if not _SERVICE.fullmatch(value.get_secret_value()):
        raise ValueError(f"is not a URL such as ntfy://topic {_NOT_SHOWN}")
    return value


def _hook(value: SecretStr) -> SecretStr:
    try:
        address(value.get_secret_value())
    except ValueError:
        raise ValueError(f"is not an http or https address {_NOT_SHOWN}") from None
    return value


def _signing(value: SecretStr) -> SecretStr:
    prefix, _, rest = value.get_secret_value().partition("_")
    if prefix == "whsec" and not _BASE64.fullmatch(rest):
        raise ValueError("a secret that begins with whsec_ must go on in base64")
    return value


def _listen(value: str) -> str:
    """What listens there shows what is watched, so only this machine may ask."""
    host, _, port = value.rpartition(":")
    if value and (not loopback(host.strip("[]")) or not port.isdecimal() or int(port) > 65535):
        raise ValueError(f"{value!r} is not an address on this machine such as 127.0.0.1:9100")
    return value


def loopback(host: str) -> bool:
    """Whether the host is this machine."""
    return host == "localhost" or bool(re.fullmatch(r"127\.[\d.]+|::1", host))


def _topic(value: object, info: ValidationInfo) -> TopicValue:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a table")  # noqa: TRY004 (pydantic collects ValueErrors only)
    base: Path = (info.context or {}).get("base", Path())
    return TopicValue.from_table(value, base) if value else TopicValue.default()


Size = Annotated[ByteSize, Field(ge=1), BeforeValidator(_size)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Clock = Annotated[time, PlainValidator(_clock)]
Quiet = Annotated[tuple[time, time] | None, PlainValidator(_quiet)]

UserPath = Annotated[Path, PlainValidator(_path)]
Source = Annotated[Path | str, PlainValidator(_source)]
Url = Annotated[StrictStr, AfterValidator(address)]
OptionalUrl = Annotated[StrictStr, AfterValidator(lambda value: address(value) if value else value)]
Language = Annotated[StrictStr, AfterValidator(_language)]
Mailbox = Annotated[StrictStr, AfterValidator(_mailbox)]
Recipients = Annotated[tuple[Mailbox, ...], AfterValidator(_recipients)]
Sender = Annotated[StrictStr, AfterValidator(_sender)]
Unsubscribe = Annotated[StrictStr, AfterValidator(_unsubscribe)]
Peer = Annotated[StrictStr, AfterValidator(_peer)]
Header = Annotated[StrictStr, AfterValidator(_header)]
Database = Annotated[StrictStr, AfterValidator(_database)]
ChannelUrl = Annotated[SecretStr, AfterValidator(_channel)]
HookUrl = Annotated[SecretStr, AfterValidator(_hook)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing)]
Listen = Annotated[StrictStr, AfterValidator(_listen)]
Topic = Annotated[TopicValue, PlainValidator(_topic)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AlertKind = Literal[
    "confirmed", "denied", "correction", "reported-confirmed", "reported-denied", "corroborated", "overdue"
]
