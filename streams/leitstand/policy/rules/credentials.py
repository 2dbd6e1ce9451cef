"""Passwords, keys and tokens in a prompt (rule 2 of the house; ORP.4 IT-Grundschutz)."""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category

CHECK: Check = PassageCheck(
    summary="No passwords, keys or tokens in the texts that the rule looks at.",
    categories=frozenset({Category.CREDENTIAL}),
)
