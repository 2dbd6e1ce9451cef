"""A Kafka broker of one's own, for one machine: KRaft, one node, loopback."""
