"""A late error in the body, as clickhouse-connect looks for it."""

from clickhouse_connect.driver.transform import extract_exception_with_tag
from hypothesis import given
from hypothesis import strategies as st

from leitstand.deploy.endpoint.answer import exception_block

TEXTS = st.text(min_size=1).map(lambda text: f"Code: 395. DB::Exception: {text.strip()}.")


@given(TEXTS, st.binary(max_size=200).filter(lambda data: b"__exception__" not in data))
def test_the_client_finds_the_text(text: str, before: bytes) -> None:
    """Whatever was sent before it, and whatever the text holds."""
    block = exception_block(text, "0123456789abcdef")
    found = extract_exception_with_tag(before + block, "0123456789abcdef")
    assert found is not None
    assert found.startswith("Code: 395")


@given(TEXTS)
def test_nobody_without_the_tag_can_write_one(text: str) -> None:
    """Data that looks like an error is data."""
    block = exception_block(text, "0123456789abcdef")
    assert extract_exception_with_tag(block, "fedcba9876543210") is None
