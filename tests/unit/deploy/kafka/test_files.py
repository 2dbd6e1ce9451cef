"""Configuration of the local broker."""

from pathlib import Path

from leitstand.deploy.kafka.files import uuid_text, write_configuration


def test_a_cluster_id_never_looks_like_an_option() -> None:
    """Kafka's own tools refuse an id that begins with a dash."""
    attempts = iter([b"\xf8" + bytes(15), b"\xfb" + bytes(15), b"\x01" * 16])
    assert uuid_text(lambda _count: next(attempts)) == "AQEBAQEBAQEBAQEBAQEBAQ"


def test_everything_listens_where_it_is_told(tmp_path: Path) -> None:
    """Broker and controller bind to one address, and the broker advertises it."""
    path = write_configuration(tmp_path, host="127.0.0.1", port=1111, controller_port=2222)
    lines = path.read_text().splitlines()
    assert "listeners=BROKER://127.0.0.1:1111,CONTROLLER://127.0.0.1:2222" in lines
    assert "advertised.listeners=BROKER://127.0.0.1:1111" in lines
    assert "auto.create.topics.enable=false" in lines
