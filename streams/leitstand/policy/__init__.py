"""Policy and detection: what the machine says about one interaction. Pure; no I/O besides its own data.

``judge`` is the same function for the assess worker, the gateway's preflight and ``leitstand assess``.
"""

from leitstand.policy.check import known_checks
from leitstand.policy.evidence import Reason
from leitstand.policy.facts import Facts
from leitstand.policy.judge import Judgement, Span, judge
from leitstand.policy.prepare import prepare
from leitstand.policy.problems import Problem, policy_problems
from leitstand.policy.training import training_state
from leitstand.policy.use_case import classify_use
from leitstand.policy.version import DETECTOR_VERSION

__all__ = [
    "DETECTOR_VERSION",
    "Facts",
    "Judgement",
    "Problem",
    "Reason",
    "Span",
    "classify_use",
    "judge",
    "known_checks",
    "policy_problems",
    "prepare",
    "training_state",
]
