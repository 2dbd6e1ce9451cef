"""What another policy would have said about past assessments, as far as that can be told without content.

Pure. A past assessment is compared rule by rule: what its policy said then, and what the new one would
say. The detectors are those of then; what they were not asked for, nobody can tell now.
"""

from leitstand.policy.replay.compare import Difference, compare
from leitstand.policy.replay.groups import Group, groups_of
from leitstand.policy.replay.past import Past, Unknown
from leitstand.policy.replay.tally import Count, Tally

__all__ = [
    "Count",
    "Difference",
    "Group",
    "Past",
    "Tally",
    "Unknown",
    "compare",
    "groups_of",
]
