"""Markings of secrecy on pasted documents (Verschlusssachenanweisung; rule 2 of the house).

A marking is what a document wears, in its header or on a line of its own; a sentence about markings
is none. ``data_classes`` tells classified matter (VS-NfD and higher) from "NICHT ÖFFENTLICH".
"""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category, DataClass

CHECK: Check = PassageCheck(
    summary="No document that wears a marking of secrecy in the texts that the rule looks at.",
    categories=frozenset({Category.MARKING}),
    data_classes=frozenset({DataClass.CLASSIFIED_MARKING, DataClass.OFFICIAL_SECRET}),
)
