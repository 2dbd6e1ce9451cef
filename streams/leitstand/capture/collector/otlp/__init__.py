"""OpenTelemetry over HTTP: spans and log records of GenAI calls become interactions."""
