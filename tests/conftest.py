"""What every test needs, whatever it tests."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Let kafka-python be imported: its 3.0.12 reads its own files by deprecated functions."""
    config.addinivalue_line(
        "filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning"
    )
