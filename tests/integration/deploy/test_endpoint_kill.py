"""The endpoint is killed while it takes inserts."""

import itertools
import os
import signal
import threading
from pathlib import Path

from clickhouse_connect.driver.client import Client

from leitstand.deploy import clickhouse
from leitstand.deploy.clickhouse import Account
from leitstand.deploy.roles import endpoint
from leitstand.deploy.servers import new_installation, running, start, stop

KILLS = 3
ROWS = 50


def insert_until_it_dies(client: Client, batches: "itertools.count[int]", done: list[int]) -> None:
    """Insert numbered batches; note those that were acknowledged."""
    for batch in batches:
        rows = [[batch * ROWS + offset, batch] for offset in range(ROWS)]
        try:
            client.insert("t", rows, column_names=["n", "batch"])
        except Exception:  # whatever a dead server looks like to a client
            return
        done.append(batch)


def test_what_was_acknowledged_is_there_after_kill_9(tmp_path: Path) -> None:
    """Every acknowledged batch is whole after each restart; none is there in part."""
    home, settings = new_installation(tmp_path)
    with running(home, settings, endpoint.ROLE):
        client = clickhouse.connect(home, settings, Account.ADMIN)
        client.command("CREATE TABLE t (n UInt64, batch UInt64) ENGINE MergeTree ORDER BY n")
    batches, done = itertools.count(), list[int]()
    for _ in range(KILLS):
        process = start(home, settings, endpoint.ROLE)
        try:
            client = clickhouse.connect(home, settings, Account.ADMIN)
            before = len(done)
            worker = threading.Thread(target=insert_until_it_dies, args=(client, batches, done))
            worker.start()
            while len(done) < before + 10 and worker.is_alive():
                worker.join(0.01)
            os.kill(process.pid, signal.SIGKILL)
            worker.join()
        finally:
            stop(process)
    with running(home, settings, endpoint.ROLE):
        client = clickhouse.connect(home, settings, Account.ADMIN)
        query = "SELECT batch, count() FROM t GROUP BY batch"
        found = {int(batch): int(count) for batch, count in client.query(query).result_rows}
    assert len(done) >= KILLS * 10
    assert set(done) <= set(found)
    assert set(found.values()) == {ROWS}
