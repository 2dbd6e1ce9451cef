"""Generated requests from the collector's own description: no 5xx, and only described answers."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = os.environ.get("LEITSTAND_FUZZ_EXAMPLES", "")
"""For each address. A long run is one with more, and with all the corner cases of the schemas."""
LIMIT_S = 3000 if EXAMPLES else 500
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="the dev group holds schemathesis"
)
def test_generated_requests_get_described_answers(collected: Any, tmp_path: Path) -> None:
    """Right and wrong ones; status, media type and body are as the description says."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{collected.url}/openapi.json"]
    options = ["--max-examples", EXAMPLES or "25", "--seed", "1", "--workers", "1", "--no-color"]
    options += [
        "--checks",
        ",".join(CHECKS),
        "--phases",
        "coverage,fuzzing" if EXAMPLES else "fuzzing",
    ]
    done = subprocess.run(  # noqa: S603 # a tool of the dev group
        [*command, *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
