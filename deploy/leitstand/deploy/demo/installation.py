"""Makes a data directory for the fictional town: settings, keys, register files, accounts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from leitstand.deploy.command import UserError
from leitstand.deploy.demo import town_files
from leitstand.deploy.demo.town import TENANT, Town, build
from leitstand.deploy.settings import Home, Ports, Settings
from leitstand.register import RegisterView, load_directory, publish, review
from leitstand.schemas.clock import utc_now
from leitstand.vault import DayKeys, RegisterKey, VaultPaths

_DAY_FILE = "day"
_KEY_DAYS = 60
_ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A demo's data directory, ready to be started."""

    home: Home
    settings: Settings
    town: Town
    fresh: bool
    """Whether the town's past has still to be told."""

    @property
    def register_key(self) -> RegisterKey:
        """The key that makes register ids of user ids."""
        return RegisterKey(VaultPaths(self.home.vault).register)

    def view(self) -> RegisterView:
        """Return the register as the files say it."""
        return load_directory(self.home.town, TENANT, self.register_key)


def prepare(home: Home, ports: Ports | None = None) -> Installation:
    """Make what is missing, change nothing that is there.

    Raises UserError for a directory that holds a real installation.
    """
    settings = _settings(home, ports)
    paths = VaultPaths(home.vault)
    DayKeys.create(paths.root, settings.tenant, utc_now().date(), _KEY_DAYS)
    RegisterKey.create(paths.register, settings.tenant)
    town = build(_town_day(home))
    town_files.write(town, home.town)
    fresh = not _told(home).exists()
    return Installation(home=home, settings=settings, town=town, fresh=fresh)


def apply_register(installation: Installation) -> None:
    """Publish the town's files as a release, if they say anything new."""
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.deploy.access_record import release_witness

    settings, key = installation.settings, installation.register_key
    found = review([installation.home.town], lambda user: key.person_id(TENANT, user))
    reader, producer = KafkaReader(settings.kafka_servers), KafkaProducer(settings.kafka_servers)
    try:
        publish(
            found.objects,
            producer,
            reader,
            tenant=settings.tenant,
            by="ki-koordination",
            clock=utc_now,
            witness=release_witness(
                tenant=settings.tenant, by="ki-koordination", origin="leitstand demo"
            ),
        )
    finally:
        reader.close()
        producer.close()


def remember_told(home: Home) -> None:
    """Note that the past was told, so that a second start does not tell it again."""
    _told(home).write_text("The past of the fictional town is in Kafka and ClickHouse.\n")


def _settings(home: Home, ports: Ports | None) -> Settings:
    if home.settings_file.exists():
        settings = home.load()
        if not settings.demo:
            problem = f"{home.data} holds a real installation"
            raise UserError(problem, "give the demo a directory of its own with --data")
    else:
        settings = Settings(tenant=TENANT, demo=True, ports=ports or Ports())
        home.save(settings)
    return settings


def _town_day(home: Home) -> date:
    """Return the day on which the town was built: its story must not shift from start to start."""
    path = home.town / _DAY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(utc_now().astimezone(_ZONE).date().isoformat())
    return date.fromisoformat(path.read_text())


def _told(home: Home) -> Path:
    return home.town / "told"
