"""What a request's text is taken for."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.deploy.endpoint.errors import EndpointError
from leitstand.deploy.endpoint.statement import Statement, parse

SPLIT = [
    (b"INSERT INTO t FORMAT Native\n\x01\x02", ("INSERT INTO t ", "Native", b"\x01\x02")),
    (b"insert into t (a, b) format CSV\r\n1,2\n", ("insert into t (a, b) ", "CSV", b"1,2\n")),
    (b"INSERT INTO t FORMAT CSV 1;2", ("INSERT INTO t ", "CSV", b"1;2")),
    (b"/* FORMAT x */ INSERT INTO t FORMAT TSV\na", ("/* FORMAT x */ INSERT INTO t ", "TSV", b"a")),
    (b"INSERT INTO `FORMAT x` FORMAT TSV\na", ("INSERT INTO `FORMAT x` ", "TSV", b"a")),
    (b"INSERT INTO t (format) FORMAT TSV\na", ("INSERT INTO t (format) ", "TSV", b"a")),
    (
        b"INSERT INTO t SETTINGS max_threads = 1 FORMAT Native\nx",
        ("INSERT INTO t SETTINGS max_threads = 1 ", "Native", b"x"),
    ),
    (b"INSERT INTO t FORMAT JSONEachRow\n\n{}", ("INSERT INTO t ", "JSONEachRow", b"\n{}")),
    (b"INSERT INTO t FORMAT Native", ("INSERT INTO t ", "Native", b"")),
]


@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_inserts_with_data_are_split(text: bytes, expected: tuple[str, str, bytes]) -> None:
    """The data begins after the format's name and at most one line end."""
    sql, data_format, data = expected
    assert parse(text) == Statement(sql=sql, data_format=data_format, data=data)


WHOLE = [
    b"SELECT 1 FORMAT Native",
    b"INSERT INTO t VALUES (1, 'FORMAT CSV')",
    b"INSERT INTO t SELECT 'a' FORMAT Native",
    b"INSERT INTO t WITH 1 AS x SELECT x",
    b"SELECT 'INTO OUTFILE'",
    b"SELECT 1 -- INTO OUTFILE 'x'",
    b"ALTER TABLE t MODIFY SETTING a = 1",
    b"",
    b"-- nothing",
]


@pytest.mark.parametrize("text", WHOLE)
def test_other_statements_stay_whole(text: bytes) -> None:
    """Words in strings and comments mean nothing."""
    found = parse(text)
    assert not found.data_format
    assert found.sql in {text.decode(), ""}


REFUSED = [
    b"SET max_threads = 1",
    b" /* x */ set role admin",
    b"USE other",
    b"EXECUTE AS admin SELECT 1",
    b"CREATE TEMPORARY TABLE x (a Int8)",
    b"SELECT 1 INTO OUTFILE '/tmp/x'",
    b"SELECT 1 INTO/**/OUTFILE '/tmp/x'",
    b"INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV",
    b"SELECT '\xff'",
]


@pytest.mark.parametrize("text", REFUSED)
def test_sessions_and_files_are_refused(text: bytes) -> None:
    """What cannot be kept or must not be reached is an error, never ignored."""
    with pytest.raises(EndpointError):
        parse(text)


@given(st.binary(max_size=200))
def test_data_is_never_looked_into(data: bytes) -> None:
    """Any bytes are data after the format's line."""
    assert parse(b"INSERT INTO t FORMAT Native\n" + data).data == data


@given(st.binary(max_size=100))
def test_any_bytes_are_parsed_or_refused(text: bytes) -> None:
    """No request can make the parser fail in another way."""
    with contextlib.suppress(EndpointError):
        parse(text)


OUTPUTS = [
    (b"SELECT 1", ""),
    (b"SELECT 1 FORMAT Native", "Native"),
    (b"SELECT 1\n FORMAT\tTSV ;\n", "TSV"),
    (b"SELECT 1 FORMAT JSON SETTINGS max_threads = 1", None),
    (b"SELECT 1 FORMAT JSON -- FORMAT Native", "JSON"),
    (b"SELECT 1 /* FORMAT Native */", ""),
    (b"SELECT 'FORMAT Native'", ""),
    (b"SELECT 1 AS format, native", None),
    (b"SELECT format FROM t", None),
    (b"SELECT 1 FORMAT {f:Identifier}", None),
    (b"FORMAT", ""),
]


@pytest.mark.parametrize(("text", "output"), OUTPUTS)
def test_the_format_of_a_result_is_known_or_told_to_be_unclear(
    text: bytes, output: str | None
) -> None:
    """A wrong guess would join documents that do not belong together."""
    assert parse(text).output == output


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"SELECT 1", True),
        (b"WITH 1 AS x SELECT x", True),
        (b"(SELECT 1)", True),
        (b"SHOW x", False),
    ],
)
def test_only_selects_can_be_streamed(text: bytes, expected: bool) -> None:
    """The engine streams nothing else."""
    assert parse(text).is_select == expected
