"""Runs a demo of its own and photographs its first screens: ``make pictures``."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from leitstand.deploy.demo.installation import prepare
from leitstand.deploy.demo.narrator import Narrator
from leitstand.deploy.demo.run import Demo
from leitstand.deploy.ports import free_ports
from leitstand.deploy.settings import Home

DEPARTMENT = "kita-schule"


def main() -> int:
    """Build the town, tell its past, open its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="where the pictures go")
    parser.add_argument("--history", type=int, default=60_000, help="interactions of the past")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leitstand-pictures-") as data:
        installation = prepare(Home(Path(data)), free_ports())
        demo = Demo(installation=installation, narrator=Narrator(), random=Random(1))  # noqa: S311 - a story
        with demo.running():
            demo.tell_history(arguments.history)
            demo.work_off_cases()
            demo.publish()
            script = str(Path(__file__).with_name("pictures.py"))
            given = [demo.address, demo.password, arguments.folder, "--department", DEPARTMENT]
            return subprocess.run([sys.executable, script, *given], check=False).returncode  # noqa: S603 - our own script


if __name__ == "__main__":
    sys.exit(main())
