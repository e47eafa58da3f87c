"""The shape of the configuration: one frozen model a section, its defaults, and what each value may be.

Validators raise ValueError with the offending value in the message; `monitor.config` adds the key.
This module reads no file and no environment.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import time, timedelta
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)

from monitor import __version__
from monitor.alerts.channels.webhook import key
from monitor.alerts.compose.schedule import EVERY_DAY, Hours
from monitor.model import Feed, Tier
from monitor.stories.topic import Topic

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]?I?B|)", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)(\w[\w-]{0,62}\.)*\w[\w-]{0,62}\.?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALERTS = {"confirmed": "newly-confirmed", "denied": "newly-denied"}  # what a kind is called in the outbox
_MAIL_PORTS = {"none": 25, "starttls": 587, "tls": 465}


def duration(value: object) -> timedelta:
    """`"1h30m"` to a timedelta; a bare number has no unit and is refused."""
    text = value.strip().lower() if isinstance(value, str) else ""
    if not text or _DURATION.sub("", text):
        raise ValueError(f"{value!r} is not a duration such as 20s, 15m or 2h")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f"{value!r} is too long") from None


def _positive(value: object) -> timedelta:
    if not (parsed := duration(value)):
        raise ValueError(f"{value!r} must be longer than zero")
    return parsed


def size(value: object) -> int:
    """`"10MB"` (or a number of bytes) to bytes; MB is 10⁶ and MiB is 2²⁰."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (match := _SIZE.fullmatch(text)):
        raise ValueError(f"{value!r} is not a size such as 500KB or 10MB")
    if (count := int(float(match[1]) * _SIZES[match[2].upper()])) < 1:
        raise ValueError(f"{value!r} must be at least one byte")
    return count


def address(value: str) -> str:
    """An http or https address with a host, without blanks or control characters."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError(f"{value!r} is not an http or https address")
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
        raise ValueError(f"{value!r} begins where it ends")
    return span


def _path(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError(f"{value!r} is not a path")
    base: Path = (info.context or {}).get("base", Path())
    return base / Path(value).expanduser()


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", value.lower()):
        raise ValueError(f"{value!r} is not a language code such as en or zh")
    return value.lower().partition("-")[0]


def _mailbox(value: str) -> str:
    parsed = getaddresses([value])
    local, _, domain = parsed[0][1].rpartition("@")
    sound = len(parsed) == 1 and value.isprintable() and re.fullmatch(r"[^\s@]+", local)
    if not (sound and _HOST.fullmatch(domain) and _encodable(domain)):
        raise ValueError(f"{value!r} is not a mail address such as me@example.org")
    return value


def _encodable(domain: str) -> bool:
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return True


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
        raise ValueError("not a database address; leave it empty, or give postgresql://user@host/name")
    return value


def _channel(value: SecretStr) -> SecretStr:
    """The address is a secret, so that no message repeats it."""
    from monitor.alerts.channels.chat import understood  # noqa: PLC0415 (a large library that most set-ups do not need)

    if not understood(value.get_secret_value()):
        raise ValueError(
            "is no address that apprise knows (it is not shown here, since it may hold a secret)"
        )
    return value


def _hook(value: SecretStr) -> SecretStr:
    try:
        address(value.get_secret_value())
    except ValueError:
        raise ValueError(
            "is not an http or https address (it is not shown here, it may hold a secret)"
        ) from None
    return value


def _sender(value: str) -> str:
    if value and not _mailbox(value).isascii():
        raise ValueError(f"{value!r} is not in ASCII, as the sender must be; write its domain as xn--…")
    return value


def _listen(value: str) -> str:
    """What listens there shows what is watched, so only this machine may ask."""
    host, _, port = value.rpartition(":")
    if value and (not _loopback(host.strip("[]")) or not port.isdecimal() or int(port) > 65535):
        raise ValueError(f"{value!r} is not an address on this machine such as 127.0.0.1:9100")
    return value


def _somebody(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("lists nobody; leave [email] out where nobody is to be written to")
    return value


def _topic(value: object) -> Topic:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a table")  # noqa: TRY004 (pydantic collects ValueErrors only)
    return Topic.from_table(value) if value else Topic.default()


Duration = Annotated[timedelta, PlainValidator(_positive)]
Delay = Annotated[timedelta, PlainValidator(duration)]
Size = Annotated[int, PlainValidator(size)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Clock = Annotated[time, PlainValidator(_clock)]
UserPath = Annotated[Path, PlainValidator(_path)]
Url = Annotated[StrictStr, AfterValidator(address)]
Language = Annotated[StrictStr, AfterValidator(_language)]
Mailbox = Annotated[StrictStr, AfterValidator(_mailbox)]
Peer = Annotated[StrictStr, AfterValidator(_peer)]
Header = Annotated[StrictStr, AfterValidator(_header)]
Quiet = Annotated[tuple[time, time] | None, PlainValidator(_quiet)]
ChannelUrl = Annotated[SecretStr, AfterValidator(_channel)]
HookUrl = Annotated[SecretStr, AfterValidator(_hook)]
Sender = Annotated[StrictStr, AfterValidator(_sender)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Listen = Annotated[StrictStr, AfterValidator(_listen)]
Kind = Literal["confirmed", "denied", "correction", "corroborated", "overdue"]


def _loopback(host: str) -> bool:
    return host == "localhost" or bool(re.fullmatch(r"127\.[\d.]+|::1", host))


class Section(BaseModel):
    """Base of all tables: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ClaimsSettings(Section):
    files: tuple[UserPath, ...] = ()


class FeedSettings(Section):
    url: Url
    name: StrictStr = ""
    tier: Literal["official", "press", "rumour"] = "press"
    language: Language | None = None
    interval: Duration | None = None
    full_text: StrictBool = True
    enabled: StrictBool = True

    def feed(self) -> Feed:
        """The model's Feed; without a name it is called by its host."""
        return Feed(
            url=self.url,
            name=self.name.strip() or (urlsplit(self.url).hostname or ""),
            tier=Tier(self.tier),
            language=self.language,
            interval=self.interval,
            full_text=self.full_text,
            enabled=self.enabled,
        )


class FetchSettings(Section):
    timeout: Duration = timedelta(seconds=20)
    deadline: Duration = timedelta(seconds=60)
    max_bytes: Size = 10**7
    workers: Annotated[StrictInt, Field(ge=1, le=64)] = 8
    allow_private: tuple[Peer, ...] = ()
    user_agent: Header = f"monitor/{__version__} (news feed monitor)"
    delay: Delay = timedelta(seconds=1)


class DigestSettings(Section):
    at: tuple[Clock, ...] = (time(8),)
    days: tuple[Day, ...] = ()
    immediate: tuple[Kind, ...] = ("confirmed", "denied", "correction")
    quiet: Quiet = None


class EmailSettings(Section):
    host: Peer = "localhost"
    port: Annotated[StrictInt, Field(ge=1, le=65535)] | None = None
    security: Literal["none", "starttls", "tls"] = "none"
    username: StrictStr = ""
    password_file: UserPath | None = None
    sender: Sender = ""
    to: Annotated[tuple[Mailbox, ...], AfterValidator(_somebody)]
    password: SecretStr | None = None  # put there by monitor.config, never read from the file

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.username and not self.password:
            raise ValueError("username needs a password: set MONITOR_EMAIL_PASSWORD or password_file")
        if self.username and self.security == "none" and not _loopback(self.host):
            raise ValueError("security 'none' would send the password in clear; use 'starttls' or 'tls'")
        return self

    @property
    def effective_port(self) -> int:
        """The port, or the usual one of the chosen security."""
        return self.port or _MAIL_PORTS[self.security]


class ChannelSettings(Section):
    urls: tuple[ChannelUrl, ...] = ()


class WebhookSettings(Section):
    urls: tuple[HookUrl, ...] = ()
    secret_file: UserPath | None = None
    secret: SecretStr | None = None  # put there by monitor.config, never read from the file

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.urls and not self.secret:
            raise ValueError("posts are signed: set MONITOR_WEBHOOK_SECRET or secret_file")
        if self.secret:
            key(self.secret.get_secret_value())
        return self


class ReportSettings(Section):
    folder: UserPath | None = None
    url: Annotated[StrictStr, AfterValidator(lambda value: address(value) if value else value)] = ""


class DaemonSettings(Section):
    listen: Listen = ""

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]"), int(port)) if host else None


class MaintenanceSettings(Section):
    at: Clock = time(4)
    keep: Duration = timedelta(days=365)
    backups: Annotated[StrictInt, Field(ge=0, le=1000)] = 7


class Config(Section):
    """The whole configuration; paths are resolved, times are aware of `timezone`."""

    state: UserPath = Field(default=Path("state"), validate_default=True)
    database: Annotated[StrictStr, AfterValidator(_database)] = Field(default="", repr=False)
    timezone: Zone = ZoneInfo("UTC")
    topic: Annotated[Topic, PlainValidator(_topic)] = Field(default_factory=Topic.default)
    claims: ClaimsSettings = ClaimsSettings()
    feed: tuple[FeedSettings, ...] = ()
    fetch: FetchSettings = FetchSettings()
    digest: DigestSettings = DigestSettings()
    email: EmailSettings | None = None
    channels: ChannelSettings = ChannelSettings()
    webhook: WebhookSettings = WebhookSettings()
    report: ReportSettings = ReportSettings()
    daemon: DaemonSettings = DaemonSettings()
    maintenance: MaintenanceSettings = MaintenanceSettings()

    @property
    def tells(self) -> bool:
        """Whether anyone is to be told; else flags are only kept and published in the report."""
        return bool(self.email or self.channels.urls or self.webhook.urls)

    @property
    def hours(self) -> Hours:
        """When alerts are told by an instance that always runs."""
        digest = self.digest
        return Hours(
            at=digest.at,
            zone=self.timezone,
            days=frozenset(_DAYS.index(day) for day in digest.days) or EVERY_DAY,
            immediate=frozenset(_ALERTS.get(kind, kind) for kind in digest.immediate),
            quiet=digest.quiet,
        )

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """All configured feeds, the disabled ones too."""
        return tuple(settings.feed() for settings in self.feed)
