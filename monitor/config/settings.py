"""The shape of the configuration: one frozen model a section, with the default and the meaning of each key.

The descriptions are what docs/reference.md shows. This module reads no file and no environment.
"""

from __future__ import annotations

import shlex
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)

from monitor import __version__
from monitor.config import values as v
from monitor.durations import Delay, Duration
from monitor.model import Feed, Tier
from monitor.stories.topic import Topic

DEFAULT_PATH = Path("config.toml")
_MAIL_PORTS = {"none": 25, "starttls": 587, "tls": 465}


def key(meaning: str, default: Any = ..., **more: Any) -> Any:
    """A key with its meaning in one sentence; without a default it is required."""
    return Field(default, description=meaning, **more)


class Section(BaseModel):
    """Base of all tables: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ClaimsSettings(Section):
    files: tuple[v.Source, ...] = key(
        'Claims files, or addresses of some that others keep; `"shipped"`, like an empty list: those of the program.',
        (),
    )

    @property
    def urls(self) -> tuple[str, ...]:
        """Those of the claims files that are at addresses, each once."""
        return tuple(dict.fromkeys(source for source in self.files if isinstance(source, str)))


class FeedSettings(Section):
    url: v.Url = key("The feed's address, http or https; it is the feed's identity.")
    name: StrictStr = key("Shown as the outlet where an entry names no other; empty: the host.", "")
    tier: Literal["official", "press", "rumour"] = key("How close the feed is to the parties.", "press")
    publisher: StrictStr = key(
        'The party that speaks here, such as `Xiaomi`, with `tier = "official"`: what the feed tells is its word.',
        "",
    )
    language: v.Language | None = key("Such as `en`; without it, detected for each story.", None)
    interval: Duration | None = key("Not polled more often than that; without it, adapted to the feed.", None)
    full_text: StrictBool = key("Fetch the article where the entry is only a summary.", True)
    enabled: StrictBool = key("`false` leaves the feed out.", True)

    @model_validator(mode="after")
    def _spoken_for(self) -> Self:
        if self.publisher.strip() and self.tier != "official":
            raise ValueError('`publisher` needs `tier = "official"`')
        return self

    def feed(self) -> Feed:
        """The model's Feed; without a name it is called by its host."""
        return Feed(
            url=self.url,
            name=self.name.strip() or (urlsplit(self.url).hostname or ""),
            tier=Tier(self.tier),
            publisher=self.publisher.strip(),
            language=self.language,
            interval=self.interval,
            full_text=self.full_text,
            enabled=self.enabled,
        )


class FetchSettings(Section):
    timeout: Duration = key("For the connection, each read, and each kilobyte.", timedelta(seconds=20))
    deadline: Duration = key("For a whole transfer with its redirects.", timedelta(seconds=60))
    max_bytes: v.Size = key("Of one answer, after decompression.", ByteSize(10**7))
    workers: Annotated[StrictInt, Field(ge=1, le=64)] = key("Transfers at once, 1 to 64.", 8)
    allow_private: tuple[v.Peer, ...] = key("Hosts or networks let through the address guard.", ())
    user_agent: v.Header = key(
        "How the program names itself; put an address in it where publishers can reach you.",
        f"monitor/{__version__} (news feed monitor)",
    )
    delay: Delay = key("Between two requests to one host.", timedelta(seconds=1))


class VerdictSettings(Section):
    witnesses: Annotated[StrictInt, Field(ge=1, le=9)] = key(
        "Independent reports that settle a claim; a party's own feed needs no second one.", 2
    )
    window: Duration = key("The time within which they have to come out.", timedelta(days=14))


class DigestSettings(Section):
    at: tuple[v.Clock, ...] = key("Hours of the daemon's digest; empty: alerts are sent at once.", (time(8),))
    days: tuple[v.Day, ...] = key("Days of the digest, such as `mon`; empty: every day.", ())
    immediate: tuple[v.AlertKind, ...] = key(
        "Kinds of alerts that do not wait for the hour.",
        ("confirmed", "denied", "correction", "reported-confirmed", "reported-denied"),
    )
    quiet: v.Quiet = key("When nothing is sent, such as `22:00-07:00`.", None)
    archive: Duration = key(
        "News that is older than this when the monitor learns of it stands apart, as older news.",
        timedelta(days=7),
    )


class EmailSettings(Section):
    host: v.Peer = key("The mail server.", "localhost")
    port: Annotated[StrictInt, Field(ge=1, le=65535)] | None = key(
        "Without it 25, 587 with `starttls`, 465 with `tls`.", None
    )
    security: Literal["none", "starttls", "tls"] = key("`none` carries no password.", "none")
    username: StrictStr = key("For servers that want a login.", "")
    password_file: v.UserPath | None = key(
        "A file that holds the password; or set MONITOR_EMAIL_PASSWORD.", None
    )
    sender: v.Sender = key("Empty: `monitor` at this machine.", "")
    unsubscribe: v.Unsubscribe = key(
        "Where recipients ask to be removed, such as `mailto:me@example.org`; mail programs show a button for it.",
        "",
    )
    to: v.Recipients = key("Recipients; each gets a mail of their own.")
    password: SecretStr | None = None  # put there by monitor.config, never read from the file

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.username and not self.password:
            raise ValueError("username needs a password: set MONITOR_EMAIL_PASSWORD or password_file")
        if self.username and self.security == "none" and not v.loopback(self.host):
            raise ValueError("security 'none' would send the password in clear; use 'starttls' or 'tls'")
        return self

    @property
    def effective_port(self) -> int:
        """The port, or the usual one of the chosen security."""
        return self.port or _MAIL_PORTS[self.security]


class ChannelSettings(Section):
    urls: tuple[v.ChannelUrl, ...] = key("apprise URLs of chats and push services.", ())


class WebhookSettings(Section):
    urls: tuple[v.HookUrl, ...] = key("Addresses that digests are posted to as JSON, signed.", ())
    secret_file: v.UserPath | None = key(
        "A file that holds the signing secret; or set MONITOR_WEBHOOK_SECRET.", None
    )
    secret: v.SigningSecret | None = None  # put there by monitor.config, never read from the file

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.urls and not self.secret:
            raise ValueError("posts are signed: set MONITOR_WEBHOOK_SECRET or secret_file")
        return self


class ReportSettings(Section):
    folder: v.UserPath | None = key(
        "Where the page and the Atom feed go; without it, `report` in `state`.", None
    )
    url: v.OptionalUrl = key("The address under which that folder is published.", "")


class TranslateSettings(Section):
    command: StrictStr = key(
        "A program for passages in other languages: JSON on its standard input, the translation on its output.",
        "",
    )
    timeout: Duration = key(
        "For one passage; a digest takes at most six times as long.", timedelta(seconds=10)
    )
    to: v.Language = key("The language of the readers.", "en")


class DaemonSettings(Section):
    listen: v.Listen = key("Such as `127.0.0.1:9100`: serves /healthz and /metrics to this machine.", "")

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]"), int(port)) if host else None


class MaintenanceSettings(Section):
    at: v.Clock = key("When the daemon tidies up, every day.", time(4))
    keep: Duration = key("How long stories are kept that bear on no claim.", timedelta(days=365))
    backups: Annotated[StrictInt, Field(ge=0, le=1000)] = key("Copies of the database that are kept.", 7)


class Config(Section):
    """The whole configuration; paths are resolved, times are aware of `timezone`."""

    state: v.UserPath = key("Folder of the database and the lock.", Path("state"), validate_default=True)
    database: v.Database = key(
        "Empty: SQLite in `state`; or `postgresql://user@host/name` (needs a driver, such as psycopg).",
        "",
        repr=False,
    )
    timezone: v.Zone = key("For digest hours, and for feeds that give times without a zone.", ZoneInfo("UTC"))
    topic: v.Topic = Field(default_factory=Topic.default)
    claims: ClaimsSettings = ClaimsSettings()
    feed: tuple[FeedSettings, ...] = ()
    fetch: FetchSettings = FetchSettings()
    verdict: VerdictSettings = VerdictSettings()
    digest: DigestSettings = DigestSettings()
    email: EmailSettings | None = None
    channels: ChannelSettings = ChannelSettings()
    webhook: WebhookSettings = WebhookSettings()
    report: ReportSettings = ReportSettings()
    translate: TranslateSettings = TranslateSettings()
    daemon: DaemonSettings = DaemonSettings()
    maintenance: MaintenanceSettings = MaintenanceSettings()
    _path: Path | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any) -> None:
        """Remembers which file it is from."""
        self._path = (context or {}).get("path")

    @property
    def option(self) -> str:
        """What a command needs in order to read this file, such as ` --config /etc/monitor.toml`; "" by default."""
        if self._path in (None, DEFAULT_PATH):
            return ""
        return f" --config {shlex.quote(str(self._path))}"

    @property
    def tells(self) -> bool:
        """Whether there is any recipient; else flags are only kept and published in the report."""
        return bool(self.email or self.channels.urls or self.webhook.urls)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """All configured feeds, the disabled ones too."""
        return tuple(settings.feed() for settings in self.feed)

    @property
    def ledger(self) -> str:
        """Where the ledger is: the configured URL, or the path of a file in the state folder."""
        return self.database or str(self.state / "monitor.db")

    @property
    def backups(self) -> Path:
        """The folder of the copies of the database."""
        return self.state / "backups"

    @property
    def report_folder(self) -> Path:
        """The folder of the page and the Atom feed."""
        return self.report.folder or self.state / "report"


def sections() -> dict[str, type[Section]]:
    """Every table of the file by its name, "" for the top; [topic] is described by `Topic`."""
    found: dict[str, type[Section]] = {"": Config, "feed": FeedSettings, "email": EmailSettings}
    for name, info in Config.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            found[name] = info.annotation
    return found
