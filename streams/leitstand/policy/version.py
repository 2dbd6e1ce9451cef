"""The version of everything that decides, besides the policy."""

DETECTOR_VERSION = "3"
"""Raise it with every change that can change a verdict: every assessment names it, and the register
makes a release of it. ``tests/unit/policy/test_version.py`` notices when it was forgotten."""
