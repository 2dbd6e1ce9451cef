"""Disclosure control: which figures stay hidden so that no group below the threshold is seen.

Pure functions of cells and thresholds; the rules and their reasons are in
``docs/disclosure-control.md``.
"""
