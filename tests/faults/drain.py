"""A drain as a process of its own: ``python -m tests.faults.drain OUTBOX SERVERS``."""

import sys
import threading
from pathlib import Path

from leitstand.broker.kafka import KafkaProducer
from leitstand.outbox import Drain

if __name__ == "__main__":
    Drain(Path(sys.argv[1]), KafkaProducer(sys.argv[2])).run(threading.Event())
