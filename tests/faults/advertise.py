"""Runs our broker so that it sends its clients to another port: to a proxy in front of it.

``python -m tests.faults.advertise PORT leitstand.deploy.cli run kafka …``: a client of Kafka connects
where the broker tells it to, so a proxy that only clients know would see their first question only.
"""

import runpy
import sys

from leitstand.deploy.kafka import files

_OURS = "advertised.listeners=BROKER://{host}:{port}"

if __name__ == "__main__":
    _, port, module, *arguments = sys.argv
    assert _OURS in files._PROPERTIES
    files._PROPERTIES = files._PROPERTIES.replace(
        _OURS, f"advertised.listeners=BROKER://{{host}}:{port}"
    )
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
