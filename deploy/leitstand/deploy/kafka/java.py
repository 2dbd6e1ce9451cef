"""Finds a Java that can run Kafka."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from leitstand.deploy.command import Exit, UserError

OLDEST = 17
"""Kafka 4 brokers need Java 17 or later."""

_REMEDY = "install a Java runtime, on Debian: apt-get install openjdk-17-jre-headless"
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java() -> str:
    """Return the path of ``java``; JAVA_HOME wins over the search path.

    Raises UserError that says what to install.
    """
    home = os.environ.get("JAVA_HOME")
    candidate = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if candidate is None or not os.access(candidate, os.X_OK):
        problem = "Java was not found; Kafka needs it"
        raise UserError(problem, _REMEDY, Exit.UNAVAILABLE)
    version = major_version(_ask_version(candidate))
    if version < OLDEST:
        problem = f"{candidate} is Java {version or 'of an unknown version'}; Kafka needs {OLDEST}"
        raise UserError(problem, _REMEDY, Exit.UNAVAILABLE)
    return candidate


def major_version(text: str) -> int:
    """Return the major version that ``java -version`` printed; 0 when it says none."""
    match = _VERSION.search(text)
    return int(match.group(1)) if match else 0


def _ask_version(java: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's own Java
            [java, "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stderr + answer.stdout
