"""Capture: one AI interaction becomes one event, sealed, durable, with known completeness.

:mod:`leitstand.capture.recorder` writes any interaction down; :mod:`leitstand.capture.gateway` sees
those that pass through it. See docs/capture.md.
"""

from leitstand.capture.agreement import AgreementGate, Basis, Grant, LocalAgreement
from leitstand.capture.errors import CaptureError, Refusal, RefusedError
from leitstand.capture.observed import Observed
from leitstand.capture.recorder import Recorder

__all__ = [
    "AgreementGate",
    "Basis",
    "CaptureError",
    "Grant",
    "LocalAgreement",
    "Observed",
    "Recorder",
    "Refusal",
    "RefusedError",
]
