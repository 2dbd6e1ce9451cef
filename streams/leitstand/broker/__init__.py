"""The broker as a port: what every part of ours asks of Kafka, and an in-memory twin for tests."""
