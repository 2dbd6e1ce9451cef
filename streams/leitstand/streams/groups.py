"""The consumer groups of this part: who reads what."""

from collections.abc import Mapping, Sequence

from leitstand.schemas import topics

Groups = Mapping[str, Sequence[str]]
"""Topics by the group that reads them."""

ASSESS = "assess"
SINK = "sink"

GROUPS: Groups = {
    ASSESS: (topics.INTERACTIONS,),
    SINK: (topics.ASSESSMENTS, topics.REGISTER, topics.ACCESSES, topics.DEAD_LETTERS),
}
"""Upstream first. The consumer of ``leitstand.cases`` is a third group, beside the sink."""
