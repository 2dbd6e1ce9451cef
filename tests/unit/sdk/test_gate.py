"""Which file says whether something may be recorded, and that a change of it counts at once."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from leitstand.capture import Basis
from leitstand.capture.register_copy import Known, KnownApplication, save
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.register import Interval
from leitstand.schemas.vocabulary import AgreementKind, RetentionClass
from leitstand.sdk.gate import COPY, OWN_COPY, DataGate

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SIGNED = Agreement(
    kind=AgreementKind.SERVICE_AGREEMENT,
    title="Dienstvereinbarung",
    signed=date(2026, 1, 1),
    high_risk_retention=True,
)
ENDED = msgspec.structs.replace(SIGNED, ends=date(2026, 2, 1))
SUSPENDED = msgspec.structs.replace(SIGNED, suspended=True)


def copy_of(data: Path, *agreements: Agreement, copy: Path = COPY, release: int = 7) -> None:
    """Write the register's copy, as a gateway would."""
    beginning = datetime(2026, 1, 1, tzinfo=UTC)
    intervals = tuple(Interval(valid_from=beginning, value=value) for value in agreements)
    applications = {"auswahl": KnownApplication(models=("haus-modell",), high_risk=True)}
    known = Known(
        release=release, agreements=intervals, time_zone="Europe/Berlin", applications=applications
    )
    save(data / copy, known)


def local(data: Path, text: bytes) -> None:
    (data / "agreement.yaml").write_bytes(text)


@pytest.mark.parametrize(
    ("agreement", "basis"),
    [(SIGNED, Basis.IN_FORCE), (ENDED, Basis.NONE), (SUSPENDED, Basis.SUSPENDED)],
)
@pytest.mark.parametrize("encode", [msgspec.json.encode, msgspec.yaml.encode])
def test_a_local_agreement_answers(
    tmp_path: Path, agreement: Agreement, basis: Basis, encode: object
) -> None:
    """As JSON and as YAML."""
    assert callable(encode)
    local(tmp_path, encode(agreement))
    assert DataGate(tmp_path).ask(NOW, "buero-chat").basis is basis


def test_without_any_file_nothing_may_be_recorded(tmp_path: Path) -> None:
    assert DataGate(tmp_path).ask(NOW, "buero-chat").basis is Basis.NONE


def test_the_register_answers_where_there_is_no_local_file(tmp_path: Path) -> None:
    """With what it knows of the application."""
    copy_of(tmp_path, SIGNED)
    grant = DataGate(tmp_path).ask(NOW, "auswahl")
    assert grant.basis is Basis.IN_FORCE
    assert grant.retention_class is RetentionClass.HIGH_RISK
    assert "haus-modell" in grant.models


def test_a_local_file_goes_before_the_register(tmp_path: Path) -> None:
    """Also one that allows nothing, or can't be read."""
    copy_of(tmp_path, SIGNED)
    for text in (msgspec.json.encode(ENDED), b"kind: ["):
        local(tmp_path, text)
        assert DataGate(tmp_path).ask(NOW, "buero-chat").basis is Basis.NONE


def test_a_change_counts_at_once(tmp_path: Path) -> None:
    """In a program that runs for weeks; in the copy as in the local file."""
    copy_of(tmp_path, SIGNED)
    gate = DataGate(tmp_path)
    assert gate.ask(NOW, "buero-chat").basis is Basis.IN_FORCE
    copy_of(tmp_path, SUSPENDED)
    assert gate.ask(NOW, "buero-chat").basis is Basis.SUSPENDED
    local(tmp_path, msgspec.json.encode(ENDED))
    assert gate.ask(NOW, "buero-chat").basis is Basis.NONE
    (tmp_path / "agreement.yaml").unlink()
    assert gate.ask(NOW, "buero-chat").basis is Basis.SUSPENDED


def test_a_damaged_copy_allows_nothing(tmp_path: Path) -> None:
    copy_of(tmp_path, SIGNED)
    (tmp_path / COPY).write_bytes(b"{")
    assert DataGate(tmp_path).ask(NOW, "buero-chat").basis is Basis.NONE


def test_of_two_copies_the_newer_release_counts(tmp_path: Path) -> None:
    """Whoever keeps it."""
    copy_of(tmp_path, SIGNED)
    copy_of(tmp_path, SUSPENDED, copy=OWN_COPY, release=8)
    assert DataGate(tmp_path).ask(NOW, "buero-chat").basis is Basis.SUSPENDED
