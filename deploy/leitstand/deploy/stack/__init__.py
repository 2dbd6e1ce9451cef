"""The local stack: every role of an installation on one machine, supervised."""
