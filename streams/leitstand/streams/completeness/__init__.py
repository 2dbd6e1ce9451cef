"""The proof of promise P1 while the house runs: every number became a row, or it is known which did not.

See docs/completeness.md for what each proof can and cannot see.
"""

from leitstand.streams.completeness.marks import Mark, Marks, Waiting
from leitstand.streams.completeness.proof import Missing, Proof, prove
from leitstand.streams.completeness.prover import Prover
from leitstand.streams.completeness.rows import Rows
from leitstand.streams.completeness.spans import Span, Spans

__all__ = [
    "Mark",
    "Marks",
    "Missing",
    "Proof",
    "Prover",
    "Rows",
    "Span",
    "Spans",
    "Waiting",
    "prove",
]
