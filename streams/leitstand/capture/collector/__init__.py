"""The collector: interactions that other programs observed, as CloudEvents or OpenTelemetry.

See docs/collector.md.
"""
