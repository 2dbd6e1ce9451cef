"""What the commands `leitstand dead-letters …` share: choosing, asking ClickHouse, readers' words."""

import argparse
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from leitstand.deploy.command import Exit, UserError
from leitstand.schemas.vocabulary import DeadLetterReason

if TYPE_CHECKING:
    from leitstand.deploy.settings import Home
    from leitstand.schemas.policy import Retention
    from leitstand.streams.letters import Choice, Letter, LetterBook
    from leitstand.streams.replay import Obstacle

ADVICE: Mapping[str, str] = {
    DeadLetterReason.NOT_JSON: "the sender is at fault: mend it; replay only after an update here",
    DeadLetterReason.WRONG_SHAPE: "the sender or a version is at fault: update, then replay",
    DeadLetterReason.UNKNOWN_VERSION: "a newer sender: update Leitstand, then replay",
    DeadLetterReason.MISSING_HEADER: "the sender is at fault: mend it; it has to send again",
    DeadLetterReason.HEADER_MISMATCH: "the sender is at fault, or somebody altered it: look into it",
    DeadLetterReason.TIME_OUT_OF_RANGE: "set the sender's clock; cannot be replayed",
    DeadLetterReason.UNKNOWN_TENANT: "sent to the wrong house: correct the sender's tenant",
    DeadLetterReason.NO_AGREEMENT: "enter the agreement of that day in the register, then replay;"
    " without one nothing may be processed",
    DeadLetterReason.NO_POLICY: "enter the policy of that day in the register, then replay",
    DeadLetterReason.UNKNOWN_KEY: "restore the key of that day (docs/vault.md), then replay",
    DeadLetterReason.KEY_DESTROYED: "came after its content had lawfully died; cannot be replayed",
    DeadLetterReason.SEAL_BROKEN: "something or somebody altered it: worth an investigation",
    DeadLetterReason.TOO_LARGE: "send it in smaller parts",
    DeadLetterReason.FAILED: "a fault of ours: report it, update, then replay",
}
"""What to do about each reason."""


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose letters."""
    reasons = [reason.value for reason in DeadLetterReason]
    parser.add_argument(
        "--reason", action="append", default=[], choices=reasons, help="only these; may be repeated"
    )
    parser.add_argument("--refused-by", default="", metavar="ROLE", help="assess or sink")
    parser.add_argument("--topic", default="", help="where the refused record stands")
    parser.add_argument(
        "--since", type=moment, help="refused at or after: 2026-03-01, or with time"
    )
    parser.add_argument("--until", type=moment, help="refused before; in UTC unless it has a zone")


def chosen(arguments: argparse.Namespace) -> "Choice":
    """Return what the options choose, whatever its state."""
    from leitstand.streams.letters import Choice

    anything = Choice()
    return Choice(
        reasons=tuple(arguments.reason),
        refused_by=arguments.refused_by,
        topic=arguments.topic,
        since=arguments.since or anything.since,
        until=arguments.until or anything.until,
    )


def moment(text: str) -> datetime:
    """Read a day or a moment; UTC where it names no zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@contextmanager
def open_book(home: "Home") -> "Generator[LetterBook]":
    """Connect to ClickHouse; whatever goes wrong with it in the block is a UserError."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from leitstand.deploy.clickhouse import Account, connect
    from leitstand.streams.letters import LetterBook

    settings = home.load()
    try:
        client = connect(home, settings, Account.ANALYST)
        try:
            yield LetterBook(client, settings.tenant)
        finally:
            client.close()
    except ClickHouseError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}, or is not migrated"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None


def retention_of(home: "Home") -> "Retention":
    """Return the retention that keys of this data directory die by; the default where none is noted."""
    from leitstand.schemas.policy import Retention
    from leitstand.vault import VaultPaths, remembered

    return remembered(VaultPaths(home.vault), home.load().tenant) or Retention()


def until_of(letter: "Letter", retention: "Retention") -> datetime | None:
    """Return when the key of a letter dies; ``None`` for a letter without bytes of its own."""
    from leitstand.vault import readable_until

    if not letter.sealed:
        return None
    return readable_until(letter.refused_at.astimezone(UTC).date(), retention)


def obstacle_text(obstacle: "Obstacle") -> str:
    """Return a person's words for what stands in the way of a replay."""
    return _OBSTACLES[obstacle.value]


_OBSTACLES = {
    "settled": "its event is a row already",
    "register": "it belongs to the register: publish that again with `leitstand register apply`",
    "time": "it names a time too far from its arrival; sent later it would only pass for that",
    "content_destroyed": "the key of its content was lawfully destroyed",
    "key_destroyed": "the key of the letter was lawfully destroyed, and Kafka keeps the record no longer",
    "key_elsewhere": "its key is not in this vault: run it where the opening keys are",
    "seal_broken": "the letter was altered",
    "not_kept": "it holds no bytes, and Kafka keeps the record no longer",
    "sample_refused": "others of its reason were sent first and refused again: mend that first",
    "not_taken": "Kafka does not take the record: it is too large",
}
