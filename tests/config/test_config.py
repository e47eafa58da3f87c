"""The configuration: what it means, and how its mistakes are told."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor import __version__
from monitor.alerts.channels.mail import Mailbox
from monitor.alerts.compose.schedule import EVERY_DAY, Hours
from monitor.app import factory
from monitor.app.factory import channels
from monitor.config import load
from monitor.config.environment import ignored
from monitor.config.settings import Config, FetchSettings
from monitor.durations import duration
from monitor.errors import ConfigError
from monitor.model import Feed, Tier
from monitor.stories.topic import Topic
from monitor.topics.folder import SHIPPED

ROOT = Path(__file__).parents[2]
EMAIL = '[email]\nsender = "m@example.org"\nto = ["me@example.org"]\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def given_file(path: Path, text: str, **environ: str) -> Config:
    path.write_text(text, encoding="utf-8")
    return load(path, environ=environ)


def faults(path: Path, text: str, **environ: str) -> dict[str, str]:
    """Where to message, of a configuration that must be refused."""
    with pytest.raises(ConfigError) as caught:
        given_file(path, text, **environ)
    assert str(path) in str(caught.value)
    return {fault.where: fault.message for fault in caught.value.faults}


# --- what is read


def test_an_empty_file_gives_the_defaults_of_the_contract(path: Path) -> None:
    config = given_file(path, "")
    assert config.state == path.parent / "state"
    assert (config.database, config.timezone, config.feeds) == ("", ZoneInfo("UTC"), ())
    assert config.topic == Topic.default()
    assert config.claims.files == ()
    assert (config.fetch.timeout, config.fetch.deadline) == (timedelta(seconds=20), timedelta(seconds=60))
    assert (config.fetch.max_bytes, config.fetch.workers, config.fetch.allow_private) == (10_000_000, 8, ())
    assert config.digest.at == (time(8),)
    assert config.digest.immediate[:3] == ("confirmed", "denied", "correction")
    assert (config.verdict.witnesses, config.verdict.window) == (2, timedelta(days=14))
    assert config.email is None
    assert config.channels.urls == ()


def test_empty_tables_mean_their_defaults(path: Path) -> None:
    config = given_file(path, "[topic]\n[claims]\n[fetch]\n[digest]\n[channels]\n")
    assert config == given_file(path, "")


def test_every_key_of_the_contract_is_read(path: Path) -> None:
    config = given_file(
        path,
        """
        state = "var"
        database = "postgresql://me@db.example/ledger"
        timezone = "Asia/Shanghai"
        [topic]
        name = "BYD"
        subjects = ["byd*"]
        words = { en = ["car"] }
        [claims]
        files = ["a.toml", "/etc/b.toml"]
        [[feed]]
        url = "https://example.org/rss.xml"
        name = "Example"
        tier = "official"
        language = "zh-CN"
        interval = "1h30m"
        full_text = false
        enabled = false
        [fetch]
        timeout = "2.5s"
        deadline = "2m"
        max_bytes = "1MiB"
        workers = 3
        delay = "0s"
        user_agent = "me"
        allow_private = ["127.0.0.1", "10.0.0.0/8", "nas.local"]
        [digest]
        at = ["08:00", "20:30"]
        immediate = []
        [email]
        host = "mail.example.org"
        port = 2525
        security = "starttls"
        sender = "Monitor <m@example.org>"
        to = ["a@example.org", "b@example.org"]
        [channels]
        urls = []
        """,
    )
    assert config.state == path.parent / "var"
    assert config.database == "postgresql://me@db.example/ledger"
    assert config.timezone == ZoneInfo("Asia/Shanghai")
    assert (config.topic.name, config.topic.subjects) == ("BYD", ("byd*",))
    assert config.claims.files == (path.parent / "a.toml", Path("/etc/b.toml"))
    assert config.feeds == (
        Feed(
            url="https://example.org/rss.xml",
            name="Example",
            tier=Tier.OFFICIAL,
            language="zh",
            interval=timedelta(minutes=90),
            full_text=False,
            enabled=False,
        ),
    )
    assert config.fetch.timeout == timedelta(seconds=2.5)
    assert (config.fetch.max_bytes, config.fetch.delay) == (2**20, timedelta())
    assert config.fetch.allow_private == ("127.0.0.1", "10.0.0.0/8", "nas.local")
    assert (config.digest.at, config.digest.immediate) == ((time(8), time(20, 30)), ())
    assert config.email is not None
    assert (config.email.effective_port, config.email.to) == (2525, ("a@example.org", "b@example.org"))


def test_a_feed_without_a_name_is_called_by_its_host(path: Path) -> None:
    (feed,) = given_file(path, '[[feed]]\nurl = "https://news.example.org/rss"').feeds
    assert (feed.name, feed.tier, feed.full_text, feed.enabled) == (
        "news.example.org",
        Tier.PRESS,
        True,
        True,
    )


@pytest.mark.parametrize(("security", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_the_usual_port_follows_the_security(path: Path, security: str, port: int) -> None:
    config = given_file(path, EMAIL + f'security = "{security}"')
    assert config.email is not None
    assert config.email.effective_port == port


def test_paths_are_those_of_the_file_not_of_the_current_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path.write_text('[claims]\nfiles = ["c.toml"]', encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    config = load(Path("../config.toml"), environ={})
    assert config.claims.files[0].resolve() == tmp_path / "c.toml"
    assert config.state.resolve() == tmp_path / "state"


def test_shipped_claims_stand_beside_own_ones(path: Path) -> None:
    own = path.parent / "claims.toml"
    given = given_file(path, '[claims]\nfiles = ["shipped", "claims.toml", "./shipped"]').claims.files
    assert given == (SHIPPED, own, path.parent / "shipped")
    assert given_file(path, "", MONITOR_CLAIMS_FILES=f"shipped,{own}").claims.files == (SHIPPED, own)


def test_a_byte_order_mark_is_no_mistake(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbfstate = "s"')
    assert load(path, environ={}).state == path.parent / "s"


def test_the_shipped_file_is_sound() -> None:
    """Every feed of it, and every key that it shows commented out."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    assert sum(feed.enabled for feed in load(ROOT / "config.toml", environ={}).feeds) >= 10
    assert text.count("enabled = false") == 4


def test_what_the_shipped_file_shows_commented_out_is_the_default(path: Path) -> None:
    shown = []
    for line in (ROOT / "config.toml").read_text(encoding="utf-8").split("# --- The rest")[1].splitlines():
        code = line.removeprefix("# ")
        if line.startswith("# ") and (code.startswith("[") or " = " in code.partition("#")[0]):
            shown.append(code)
    text = re.sub(r"^(password_file|secret_file|folder)", r"# \1", "\n".join(shown), flags=re.MULTILINE)
    config = given_file(path, text.replace("VERSION", __version__))
    usual = given_file(path, "")
    for section in ("fetch", "digest", "channels", "webhook", "report"):
        assert getattr(config, section) == getattr(usual, section)
    assert config.email is not None
    assert (config.email.host, config.email.effective_port, config.email.security) == (
        "localhost",
        25,
        "none",
    )


# --- durations and sizes


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20s", 20), ("15m", 900), ("2h", 7200), ("1h30m", 5400), ("1d", 86400), ("250ms", 0.25), (" 5M ", 300)],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value", ["20", "20x", "", "s", "m5", "-5s", "1h 30m", 20, None, True, "9" * 400 + "d"]
)
def test_what_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match=r"duration|too long"):
        duration(value)


@given(hours=st.integers(0, 500), minutes=st.integers(0, 59), seconds=st.integers(0, 59))
def test_parts_of_a_duration_add_up(hours: int, minutes: int, seconds: int) -> None:
    assert duration(f"{hours}h{minutes}m{seconds}s") == timedelta(
        hours=hours, minutes=minutes, seconds=seconds
    )


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("10MB", 10**7),
        ("10 mb", 10**7),
        ("512KiB", 2**19),
        ("1.5GB", 1_500_000_000),
        (4096, 4096),
        ("77", 77),
    ],
)
def test_sizes(value: object, count: int) -> None:
    assert FetchSettings(max_bytes=value).max_bytes == count


@pytest.mark.parametrize("value", ["10 parsecs", "", "MB", "-1MB", "0", 0, True, None, 1.5, "0.1B"])
def test_what_is_no_size(value: object) -> None:
    with pytest.raises(ValidationError):
        FetchSettings(max_bytes=value)


# --- mistakes


def test_all_mistakes_are_told_at_once_by_their_keys(path: Path) -> None:
    found = faults(
        path,
        """
        timezone = "Mars/Olympus"
        [[feed]]
        url = "https://a.example/rss"
        [[feed]]
        url = "ftp://b.example/rss"
        tier = "gossip"
        interval = "0s"
        full_text = "yes"
        [fetch]
        timeout = "20x"
        max_bytes = "big"
        workers = true
        allow_private = ["10.0.0.0/8", "no host"]
        [digest]
        at = ["25:00"]
        immediate = ["everything"]
        [email]
        port = 70000
        to = ["nobody"]
        """,
    )
    assert found == {
        "timezone": "'Mars/Olympus' is not a time zone such as UTC or Asia/Shanghai",
        "feed[2].url": "'ftp://b.example/rss' is not an http or https address",
        "feed[2].tier": "'gossip' is not one of 'official', 'press' or 'rumour'",
        "feed[2].interval": "'0s' must be longer than zero",
        "feed[2].full_text": "'yes' is neither true nor false",
        "fetch.timeout": "'20x' is not a duration such as 20s, 15m or 2h",
        "fetch.max_bytes": "'big' is not a size such as 500KB or 10MB",
        "fetch.workers": "true is not a whole number",
        "fetch.allow_private[2]": "'no host' is neither a host nor a network such as 10.0.0.0/8",
        "digest.at[1]": "'25:00' is not a time of day such as 08:00",
        "digest.immediate[1]": (
            "'everything' is not one of 'confirmed', 'denied', 'correction', 'reported-confirmed', 'reported-denied', "
            "'corroborated' or 'overdue'"
        ),
        "email.port": "70000 is more than 65535",
        "email.to[1]": "'nobody' is not a mail address such as me@example.org",
    }


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("stat = 1", "stat", "did you mean 'state'?"),
        ("[fetch]\ntimout = 1", "fetch.timout", "did you mean 'timeout'?"),
        (
            '[[feed]]\nurl = "https://a.example/"\nadress = 1',
            "feed[1].adress",
            "known here: enabled, full_text",
        ),
        ("[topic]\nsubject = 1\nname = 'x'\nmodels = ['m']", "topic.subject", "did you mean 'subjects'?"),
        ("timeout = 1", "timeout", "did you mean 'fetch.timeout'?"),
        ("[email]\nurl = 1", "email.url", "did you mean 'feed.url'?"),
        ("[mail]", "mail", "did you mean 'email'?"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(
    path: Path, text: str, where: str, hint: str
) -> None:
    message = faults(path, text)[where]
    assert message.startswith("unknown key; ")
    assert hint in message


def test_the_same_feed_twice_is_told(path: Path) -> None:
    text = '[[feed]]\nurl = "https://a.example/rss"\n[[feed]]\nurl = "HTTPS://A.example/rss#top"'
    assert faults(path, text) == {"feed[2].url": "'HTTPS://A.example/rss#top' is already feed[1]"}


@pytest.mark.parametrize(
    "url", ["", "example.org", "http://", "https://a b/", "http://a\x7f/", "http://[/", "file:///etc/passwd"]
)
def test_what_is_no_feed_address(path: Path, url: str) -> None:
    escaped = url.replace("\x7f", "\\u007f")
    assert "is not an http or https address" in faults(path, f'[[feed]]\nurl = "{escaped}"')["feed[1].url"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[feed]\nurl = 1", "is not a list"),
        ("fetch = 1", "is not a table"),
        ("topic = 1", "is not a table"),
        ("[topic]\nname = 'x'", "name at least one of subjects, people or models"),
        ("state = 1", "is not a path"),
        ("[claims]\nfiles = 'a.toml'", "is not a list"),
        ("database = 'mysql://x'", "is not a database URL"),
        ('[fetch]\nuser_agent = "a\\nb"', "cannot be sent as a header"),
        ("[fetch]\nworkers = 0", "0 is less than 1"),
        ("[channels]\nurls = ['nonsense hunter2']", "is not a URL such as ntfy://topic"),
        ("[channels]\nurls = 'json://hunter2'", "is not a list"),
        ("[webhook]\nurls = ['https://a.example/hunter2']", "set MONITOR_WEBHOOK_SECRET"),
        ("[webhook]\nsecret = 'hunter2'", "must not be in this file: set MONITOR_WEBHOOK_SECRET"),
        ("[digest]\nquiet = '22:00'", "is not a span of hours such as 22:00-07:00"),
        ("[digest]\nquiet = '07:00-07:00'", "ends when it begins"),
        ("[digest]\ndays = ['monday']", "is not one of 'mon'"),
        ("[report]\nurl = 'claims.example.org'", "is not an http or https address"),
        ("[email]\nsender = '雷@b.c'\nto = ['a@b.c']", "must be ASCII"),
        (f"[email]\nto = ['a@{'ü' * 63}.c']", "is not a mail address"),
        ("[[feed]]\nurl = 'https://a.example'\nlanguage = 'english'", "is not a language code"),
        ("[email]\nunsubscribe = 'https://b.c'\nto = ['a@b.c']", "is not an address such as mailto:"),
        ("[email]\nunsubscribe = 'mailto:b'\nto = ['a@b.c']", "is not a mail address"),
        ("[email]\nunsubscribe = 'mailto:a@b.c>'\nto = ['a@b.c']", "is not an address such as mailto:"),
        ("[email]\nsender = 'a@b.c'\nto = []", "needs at least one recipient"),
        ("[email]\nsender = 'a@b.c, d@e.f'\nto = ['a@b.c']", "is not a mail address"),
        ("[email]\nsender = \"a@b.c\\nBcc: d@e.f\"\nto = ['a@b.c']", "is not a mail address"),
    ],
)
def test_wrong_kinds_of_values(path: Path, text: str, message: str) -> None:
    (told,) = faults(path, text).values()
    assert message in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[[feed]]\nurl = 'htp://me:hunter2@a.example/'", "feed[1].url"),
        (
            "[[feed]]\nurl = 'https://a.example/?key=hunter2 '\n[[feed]]\nurl = 'https://a.example/?key=hunter2'",
            "feed[2].url",
        ),
    ],
)
def test_a_faulty_address_is_shown_without_its_secrets(path: Path, text: str, where: str) -> None:
    assert "***" in faults(path, text)[where]
    assert "hunter2" not in str(faults(path, text))


def test_an_unknown_service_is_a_fault_when_apprise_is_asked(path: Path) -> None:
    """Loading does not import apprise; what delivers asks it first."""
    config = given_file(path, "[channels]\nurls = ['ntfy://topic', 'nonsense://hunter2']")
    (fault,) = factory.unknown_services(config)
    assert fault.where == "channels.urls[2]"
    assert "apprise does not know" in fault.message
    assert "hunter2" not in str(fault)


def test_broken_toml_is_told_with_line_and_column(path: Path) -> None:
    (told,) = faults(path, 'state = "s"\ntimezone = \n').values()
    assert "line 2, column 12" in told


def test_a_missing_file_tells_how_to_start(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file[\s\S]*\[\[feed\]\][\s\S]*monitor demo") as caught:
        load(path, environ={})
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_text_is_told(path: Path) -> None:
    path.write_bytes(b'state = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(path, environ={})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, environ={})


# --- the environment


def test_the_environment_comes_before_the_file(path: Path) -> None:
    config = given_file(
        path,
        'timezone = "UTC"\n[fetch]\nworkers = 2\ntimeout = "1s"',
        MONITOR_TIMEZONE="Asia/Shanghai",
        MONITOR_FETCH_WORKERS="5",
        MONITOR_FETCH_ALLOW_PRIVATE="127.0.0.1, nas.local",
        MONITOR_DIGEST_AT='["07:15"]',
        MONITOR_EMAIL_HOST="mail.example.org",
        MONITOR_EMAIL_SENDER="m@example.org",
        MONITOR_EMAIL_TO="a@example.org",
        PATH="/bin",
    )
    assert config.timezone == ZoneInfo("Asia/Shanghai")
    assert (config.fetch.workers, config.fetch.timeout) == (5, timedelta(seconds=1))
    assert config.fetch.allow_private == ("127.0.0.1", "nas.local")
    assert config.digest.at == (time(7, 15),)
    assert config.email is not None
    assert (config.email.host, config.email.to) == ("mail.example.org", ("a@example.org",))


def test_a_span_of_hours_in_the_environment_is_no_list(path: Path) -> None:
    config = given_file(path, "", MONITOR_DIGEST_QUIET="22:00-07:00")
    assert factory.hours(config).quiet == (time(22), time(7))


def test_paths_of_the_environment_are_those_of_the_current_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    config = given_file(path, "", MONITOR_STATE="s", MONITOR_CLAIMS_FILES="a.toml,/b.toml")
    assert config.state == elsewhere / "s"
    assert config.claims.files == (elsewhere / "a.toml", Path("/b.toml"))


def test_feeds_by_the_environment(path: Path) -> None:
    text = '[[feed]]\nurl = "https://old.example/rss"'
    config = given_file(
        path, text, MONITOR_FEED="https://a.example/x,https://b.example/y", MONITOR_FEED_INTERVAL="1h"
    )
    assert [feed.url for feed in config.feeds] == ["https://a.example/x", "https://b.example/y"]
    assert {feed.interval for feed in config.feeds} == {timedelta(hours=1)}
    named = given_file(path, text, MONITOR_FEED='[{"url": "https://a.example/", "name": "A"}]')
    assert [feed.name for feed in named.feeds] == ["A"]
    assert not given_file(path, text, MONITOR_FEED_ENABLED="false").feeds[0].enabled


def test_one_key_of_the_default_topic_can_be_replaced(path: Path) -> None:
    topic = given_file(path, "", MONITOR_TOPIC_MODELS="su9*").topic
    assert topic.models == ("su9*",)
    assert topic.words == Topic.default().words


def test_a_mistyped_variable_is_a_mistake(path: Path) -> None:
    found = faults(path, "", MONITOR_FETCH_TIMOUT="1s")
    assert "did you mean MONITOR_FETCH_TIMEOUT?" in found["MONITOR_FETCH_TIMOUT"]


@pytest.mark.parametrize(
    "name",
    ["X", "FOO", "VERSION", "SERVICE_HOST", "SERVICE_PORT", "PORT", "PORT_9100_TCP", "PORT_9100_TCP_ADDR"],
)
def test_a_variable_of_other_software_is_ignored(path: Path, name: str) -> None:
    """Kubernetes sets such names in every container beside a service that is called monitor."""
    environ = {f"MONITOR_{name}": "tcp://10.0.0.1:9100"}
    assert given_file(path, "", **environ) == given_file(path, "")
    assert ignored(environ | {"MONITOR_STATE": "s", "PATH": "/bin"}) == (f"MONITOR_{name}",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MONITOR_EMIAL_PORT", "25"), ("MONITOR_FETCH_TIMOUT", "9s"), ("MONITOR_TIMEZON", "UTC")],
)
def test_a_near_miss_is_a_mistake_also_where_it_ends_like_a_link(path: Path, name: str, value: str) -> None:
    assert "did you mean" in faults(path, "", **{name: value})[name]


def test_a_mistake_of_the_environment_is_told_as_such(path: Path) -> None:
    found = faults(path, "", MONITOR_FETCH_TIMEOUT="soon", MONITOR_DIGEST_AT="[1")
    assert found["fetch.timeout (from MONITOR_FETCH_TIMEOUT)"].startswith("'soon' is not a duration")
    assert found["MONITOR_DIGEST_AT"].startswith("is not valid JSON")


def test_every_key_has_its_variable(path: Path) -> None:
    """A value that no key accepts is refused under each key's name, so each variable reaches its key."""
    found = faults(
        path,
        "",
        MONITOR_STATE="",
        MONITOR_DATABASE="x",
        MONITOR_FETCH_DEADLINE="x",
        MONITOR_FETCH_MAX_BYTES="x",
        MONITOR_FETCH_DELAY="x",
        MONITOR_DIGEST_IMMEDIATE="x",
        MONITOR_EMAIL_PORT="x",
        MONITOR_EMAIL_SECURITY="x",
        MONITOR_EMAIL_SENDER="x@",
        MONITOR_EMAIL_TO="x",
        MONITOR_CHANNELS_URLS="x",
        MONITOR_DIGEST_DAYS="x",
        MONITOR_DIGEST_QUIET="x",
        MONITOR_REPORT_URL="x",
        MONITOR_WEBHOOK_URLS="x",
        MONITOR_FEED="x",
        MONITOR_FEED_TIER="x",
        MONITOR_FEED_FULL_TEXT="x",
    )
    assert {where.partition(" ")[0] for where in found} == {
        "state",
        "database",
        "fetch.deadline",
        "fetch.max_bytes",
        "fetch.delay",
        "digest.immediate[1]",
        "email.port",
        "email.security",
        "email.sender",
        "email.to[1]",
        "channels.urls[1]",
        "digest.days[1]",
        "digest.quiet",
        "report.url",
        "webhook.urls[1]",
        "feed[1].url",
        "feed[1].tier",
        "feed[1].full_text",
    }


# --- channels and hours


def test_channels_and_their_secrets_are_never_shown(path: Path) -> None:
    text = """
        [channels]
        urls = ["json://me:hunter2@127.0.0.1/hunter2"]
        [webhook]
        urls = ["https://hooks.example/hunter2"]
        """
    config = given_file(path, text, MONITOR_WEBHOOK_SECRET="hunter2")
    assert [url.get_secret_value() for url in config.channels.urls] == ["json://me:hunter2@127.0.0.1/hunter2"]
    assert config.tells
    assert "hunter2" not in repr(config)
    assert [way.address.split()[0] for way in channels(config)] == ["json", "webhook"]
    assert "hunter2" not in repr(channels(config)) + str([way.address for way in channels(config)])


def test_a_webhook_takes_its_secret_from_a_file(path: Path) -> None:
    (path.parent / "key").write_text("whsec_aGk=\n")
    config = given_file(path, '[webhook]\nurls = ["https://a.example/"]\nsecret_file = "key"')
    assert config.webhook.secret is not None
    assert config.webhook.secret.get_secret_value() == "whsec_aGk="
    assert (
        "must go on in base64"
        in faults(path, "[webhook]\n", MONITOR_WEBHOOK_SECRET="whsec_?")["webhook.secret"]
    )


def test_the_hours_of_the_digest(path: Path) -> None:
    text = """
        timezone = "Asia/Shanghai"
        [digest]
        at = ["09:00"]
        days = ["mon", "fri"]
        immediate = ["confirmed", "correction"]
        quiet = "22:00-07:30"
        """
    assert factory.hours(given_file(path, text)) == Hours(
        at=(time(9),),
        zone=ZoneInfo("Asia/Shanghai"),
        days=frozenset({0, 4}),
        immediate=frozenset({"newly-confirmed", "correction"}),
        quiet=(time(22), time(7, 30)),
    )
    assert factory.hours(given_file(path, "")).days == EVERY_DAY


def test_a_recipient_is_enough_for_mail(path: Path) -> None:
    """Through port 25 of this machine, as from any program on it."""
    config = given_file(path, '[email]\nto = ["me@example.org"]')
    (way,) = channels(config)
    assert isinstance(way, Mailbox)
    assert way.server == "localhost:25"
    assert re.fullmatch(r"monitor@\S+", way.through.sender)


# --- the password


def test_the_password_comes_from_the_environment_and_is_never_shown(path: Path) -> None:
    config = given_file(path, EMAIL + 'username = "me"', MONITOR_EMAIL_PASSWORD="hunter2")
    assert config.email is not None
    assert config.email.password is not None
    assert config.email.password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(config)


def test_the_password_comes_from_its_file_without_the_line_end(path: Path) -> None:
    (path.parent / "pw").write_text("hunter 2\n", encoding="utf-8")
    config = given_file(path, EMAIL + 'username = "me"\npassword_file = "pw"')
    assert config.email is not None
    assert config.email.password is not None
    assert config.email.password.get_secret_value() == "hunter 2"


def test_a_password_variable_without_mail_is_no_mistake(path: Path) -> None:
    assert given_file(path, "", MONITOR_EMAIL_PASSWORD="x").email is None


def test_a_password_in_the_file_is_refused_and_not_repeated(path: Path) -> None:
    found = faults(path, EMAIL + 'password = "hunter2"')
    assert "MONITOR_EMAIL_PASSWORD" in found["email.password"]
    assert "hunter2" not in str(found)


def test_a_missing_password_file_is_told(path: Path) -> None:
    assert "cannot be read" in faults(path, EMAIL + 'password_file = "none"')["email.password_file"]


def test_a_name_needs_a_password(path: Path) -> None:
    assert "needs a password" in faults(path, EMAIL + 'username = "me"')["email"]


def test_a_password_does_not_travel_in_clear_text(path: Path) -> None:
    text = EMAIL + 'username = "me"\nhost = "mail.example.org"'
    assert "in clear" in faults(path, text, MONITOR_EMAIL_PASSWORD="hunter2")["email"]
    assert given_file(path, text + '\nsecurity = "tls"', MONITOR_EMAIL_PASSWORD="x").email is not None


def test_a_claims_file_may_be_an_address(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[claims]\nfiles = ["a.toml", "https://example.org/c.toml"]', encoding="utf-8")
    config = load(path, environ={})
    assert config.claims.files == (tmp_path / "a.toml", "https://example.org/c.toml")
    assert config.claims.urls == ("https://example.org/c.toml",)
    environ = {"MONITOR_CLAIMS_FILES": "http://example.org/d.toml, /e.toml"}
    assert load(path, environ=environ).claims.files == ("http://example.org/d.toml", Path("/e.toml"))


def test_another_scheme_is_no_address_of_claims(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[claims]\nfiles = ["ftp://example.org/c.toml"]', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"'ftp://example\.org/c\.toml' is not an http or https address"):
        load(path, environ={})
