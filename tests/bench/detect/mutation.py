"""Mutants of everything that computes a check digit: does a test notice each of them?

    python -m tests.bench.detect.mutation [--only MODULE] [--verbose]

Changes one thing at a time (a constant by one, a comparison, an operator, ``and`` to ``or``, a lost
``not`` or minus), puts the mutant in the place of the module, and runs the module's own table tests
in this process; property tests are left out, since chance proves nothing. A mutant that no test
notices is tried on random numbers and generated prompts: where it answers as the original does, it
is equivalent and only listed; else a survivor changes a checksum, and the run exits 1.
"""

import argparse
import ast
import copy
import importlib
import inspect
import itertools
import json
import random
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.bench.detect import checked_numbers, documents

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category

TESTS = Path(__file__).parents[2] / "unit" / "policy"
DETECTORS = "leitstand.policy.detectors"
Probe = Callable[[ModuleType], list[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A module, what of it is mutated, and who must notice."""

    module: str
    tests: tuple[str, ...]
    """Files below the tests of the policy."""
    probe: Probe
    names: tuple[str, ...] = ()
    """Functions and constants to mutate; empty = all."""


_FLIPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Mod: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}


def _variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what one node may become, with a word for it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        for other in (node.value + 1, node.value - 1):
            yield f"{node.value} -> {other}", ast.Constant(other)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield f"without {type(node.op).__name__}", node.operand
    elif isinstance(node, ast.Name) and node.id in _NAMES:
        yield f"{node.id} -> {_NAMES[node.id]}", ast.Name(_NAMES[node.id], node.ctx)
    elif type(node) in _FLIPS:
        flipped = _FLIPS[type(node)]
        yield f"{type(node).__name__} -> {flipped.__name__}", flipped()


class _Replace(ast.NodeTransformer):
    """Puts one node in the place of another, told by its number in the order of walking."""

    def __init__(self, number: int, other: ast.AST) -> None:
        self._number, self._other, self._at = number, other, -1

    def visit(self, node: ast.AST) -> Any:
        """Count, and replace the one that is meant."""
        self._at += 1
        if self._at == self._number:
            return ast.copy_location(self._other, node) if hasattr(node, "lineno") else self._other
        return self.generic_visit(node)


class _Walk(ast.NodeVisitor):
    """Lists nodes in the order in which ``_Replace`` counts them."""

    def __init__(self) -> None:
        self.nodes: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        """Note the node, then those below it."""
        self.nodes.append(node)
        self.generic_visit(node)


def _named(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _left_out(statement: ast.stmt) -> set[ast.AST]:
    """Return nodes that decide nothing: annotations."""
    parts = [
        part
        for node in ast.walk(statement)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if isinstance(part, ast.AST)
    ]
    return {node for part in parts for node in ast.walk(part)}


def mutants(source: str, names: Sequence[str]) -> Iterator[tuple[str, CodeType]]:
    """Yield each mutant of a module with a description, compiled."""
    tree = ast.parse(source)
    for place, statement in enumerate(tree.body):
        if not _named(statement) or (names and not _named(statement) & set(names)):
            continue
        left_out = _left_out(statement)
        walk = _Walk()
        walk.visit(statement)
        for number, node in enumerate(walk.nodes):
            if node in left_out:
                continue
            for word, other in _variants(node):
                mutant = copy.deepcopy(tree)
                mutant.body[place] = _Replace(number, copy.deepcopy(other)).visit(
                    mutant.body[place]
                )
                line = getattr(node, "lineno", statement.lineno)
                name = ", ".join(sorted(_named(statement)))
                yield f"{name}, line {line}: {word}", _compiled(mutant)


def _compiled(tree: ast.Module) -> CodeType:
    return compile(ast.fix_missing_locations(tree), "<mutant>", "exec")


def _cases(function: Callable[..., None]) -> Iterator[dict[str, object]]:
    """Yield the arguments of each case of a test, as ``pytest.mark.parametrize`` says."""
    tables: list[list[dict[str, object]]] = []
    for mark in getattr(function, "pytestmark", []):
        names, rows = mark.args[0], mark.args[1]
        keys = (
            [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        )
        tables.append(
            [dict(zip(keys, row if len(keys) > 1 else (row,), strict=True)) for row in rows]
        )
    for combination in itertools.product(*tables):
        yield {key: value for row in combination for key, value in row.items()}


def _tests_pass(code: CodeType) -> bool:
    """Run a test file afresh, so that it imports what is there now."""
    space: dict[str, object] = {"__name__": "tests_of_a_mutant"}
    try:
        exec(code, space)  # noqa: S102 - a test file of ours
        for name, function in space.items():
            if name.startswith("test_") and callable(function) and not _is_property(function):
                for arguments in _cases(function):
                    function(**arguments)
    except Exception:
        return False
    return True


def _is_property(function: object) -> bool:
    return hasattr(function, "hypothesis")


def _answers(probe: Probe, module: ModuleType) -> list[object] | None:
    try:
        return probe(module)
    except Exception:
        return None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the mutants of one module."""

    killed: int = 0
    equivalent: list[str]
    survived: list[str]


def run(target: Target) -> Outcome:
    """Make, test and probe every mutant of one module."""
    module = importlib.import_module(target.module)
    tests = [compile((TESTS / one).read_text("utf-8"), one, "exec") for one in target.tests]
    if not all(map(_tests_pass, tests)):
        message = f"the tests of {target.module} fail without any mutant"
        raise SystemExit(message)
    truth = target.probe(module)
    outcome = Outcome(equivalent=[], survived=[])
    for word, code in mutants(inspect.getsource(module), target.names):
        fate = _fate(module, code, tests, target.probe, truth)
        if fate == "killed":
            outcome.killed += 1
        else:
            getattr(outcome, fate).append(f"{target.module}: {word}")
    return outcome


def _fate(
    module: ModuleType, code: CodeType, tests: Sequence[CodeType], probe: Probe, truth: list[object]
) -> str:
    saved = dict(vars(module))
    try:
        exec(code, vars(module))  # noqa: S102 - a mutant of a file of ours
        if not all(map(_tests_pass, tests)):
            return "killed"
        return "equivalent" if _answers(probe, module) == truth else "survived"
    except Exception:
        return "killed"
    finally:
        vars(module).clear()
        vars(module).update(saved)


def _random_digits(count: int, length: int, seed: int = 5) -> list[str]:
    r = random.Random(seed)  # noqa: S311 - reproducible examples, no secret
    return ["".join(r.choices("0123456789", k=length)) for _ in range(count)]


def _general(module: ModuleType) -> list[object]:
    """Ask every function of the general checksums."""
    answers: list[object] = []
    for length in (2, 5, 11, 16, 15):
        for digits in _random_digits(300, length):
            answers += [module.iso7064_mod97_10(digits), module.iso7064_mod11_10(digits)]
            answers.append(module.luhn(digits))
        answers += [module.weighted(digits, (3, 7, -1)) for digits in _random_digits(50, 5)]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for place, digits in enumerate(_random_digits(2_000, 29)):
        letter = letters[place % 26]
        answers.append(module.pension_insurance(digits[:8] + letter + digits[8:11]))
        answers.append(module.health_insurance(letter + digits[:9]))
        answers.append(module.health_insurance(letter + digits[:19]))
        answers.append(module.health_insurance(letter + digits[:18] + letter + digits[:10]))
    return answers


def _steuernummern(module: ModuleType) -> list[object]:
    """Ask for every Land's numbers, right or not, and at the borders of the districts."""
    answers: list[object] = []
    openings = [f"{a}{b}" for a in range(10) for b in range(10)]
    bodies = _random_digits(120, 8)
    borders = ["00000000", "09900001", "10000001", "99700001", "99800001", "99900001", "00010009"]
    for opening in openings:
        for body in [*bodies, *borders, "00000010", "09980123", "09990123"]:
            answers += [module.is_right(f"{opening}{body[:2]}{fifth}{body}") for fifth in "01"]
    return answers


def _vat(module: ModuleType) -> list[object]:
    """Ask every member state's rule."""
    lengths = {"AT": 8, "BE": 10, "CZ": 8, "DK": 8, "EE": 9, "EL": 9, "FI": 8, "FR": 11, "HU": 8,
               "IT": 11, "LT": 9, "LU": 8, "LV": 11, "MT": 8, "NL": 9, "PL": 10, "PT": 9, "RO": 10,
               "SE": 12, "SI": 8, "SK": 10, "DE": 9, "HR": 11}  # fmt: skip
    around = {"AT": "U{}", "NL": "{}B01"}
    return [
        module.CHECKS[state](around.get(state, "{}").format(digits))
        for state, length in lengths.items()
        for digits in _random_digits(3_000, length)
    ]


def _documents(module: ModuleType) -> list[object]:
    """Ask for digits and letters."""
    bases = ["{}", "A{}", "Z{}<<", "K{}B"]
    fields = [base.format(digits) for digits in _random_digits(500, 8) for base in bases]
    licences = [f"{letter}{digits}" for digits in _random_digits(200, 8) for letter in "0ABNZ"]
    return [module.mrz_check_digit(field) for field in fields] + [
        module.licence_check_character(nine) for nine in licences
    ]


def _verdicts(category: Category) -> Probe:
    """Return a probe that reads generated prompts with one detector."""
    prompts = [e.text for e in checked_numbers.examples(17, 250) if e.category is category]
    only = frozenset({category})
    return lambda _: [
        [(f.start, f.end, f.confidence) for f in scan(text, only)] for text in prompts
    ]


def _read_documents(module: ModuleType) -> list[object]:
    """Read generated prompts with the detectors of documents."""
    del module
    only = frozenset({Category.ID_CARD, Category.PASSPORT, Category.DRIVING_LICENCE})
    r = random.Random(23)  # noqa: S311 - reproducible examples, no secret
    made = (documents.positives, documents.negatives, documents.specimens)
    texts = [example.text for make in made for _ in range(30) for example in make(r)]
    return [[(f.start, f.end, f.confidence) for f in scan(text, only)] for text in texts]


def targets() -> tuple[Target, ...]:
    """Return what is mutated."""
    general = ("test_checksums.py",)
    detectors = (
        ("credit_card", Category.CREDIT_CARD, ("_is_right",)),
        ("iban", Category.IBAN, ("kinds", "_repaired", "_mended", "read", "as_number", "_VALUES")),
        ("steuer_id", Category.STEUER_ID, ("has_lawful_repetition", "_is_right")),
        ("steuernummer", Category.STEUERNUMMER, ("federal", "_possible")),
        ("sv_number", Category.SV_NUMBER, ("_normal", "_has_plain_date", "_has_special_date", "_is_right")),
        ("kv_number", Category.KV_NUMBER, ("_normal", "_is_form", "_is_right")),
        ("ust_id", Category.UST_ID, ("_is_german", "_is_austrian", "_is_foreign")),
    )  # fmt: skip
    identity = ("detectors/test_id_card.py", "detectors/test_passport.py")
    return (
        Target(module="leitstand.policy.checksums", tests=general, probe=_general),
        Target(
            module="leitstand.policy.checksums_steuernummer", tests=general, probe=_steuernummern
        ),
        Target(module="leitstand.policy.checksums_vat", tests=general, probe=_vat),
        Target(module="leitstand.policy.checksums_documents", tests=general, probe=_documents),
        *(
            Target(
                module=f"{DETECTORS}.{name}",
                tests=(f"detectors/test_{name}.py",),
                probe=_verdicts(category),
                names=names,
            )
            for name, category, names in detectors
        ),
        Target(
            module=f"{DETECTORS}._serial", tests=identity, probe=_read_documents, names=("_right",)
        ),
        Target(
            module=f"{DETECTORS}._mrz",
            tests=identity,
            probe=_read_documents,
            names=("_right_dates", "_right_date", "_right_number"),
        ),
        Target(
            module=f"{DETECTORS}.driving_licence",
            tests=("detectors/test_driving_licence.py",),
            probe=_read_documents,
            names=("_is_right",),
        ),
    )


def main() -> int:
    """Print what became of the mutants; return 1 where one changes a checksum unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="modules whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="list the equivalent ones too")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    arguments = parser.parse_args()
    outcomes = {t.module: run(t) for t in targets() if arguments.only in t.module}
    if arguments.json:
        json.dump(_summary(outcomes.values()), sys.stdout)
    else:
        sys.stdout.writelines(_lines(outcomes, verbose=arguments.verbose))
    return int(any(outcome.survived for outcome in outcomes.values()))


def _summary(outcomes: Collection[Outcome]) -> dict[str, object]:
    return {
        "killed": sum(outcome.killed for outcome in outcomes),
        "equivalent": sum(len(outcome.equivalent) for outcome in outcomes),
        "survivors": [word for outcome in outcomes for word in outcome.survived],
    }


def _lines(outcomes: Mapping[str, Outcome], *, verbose: bool) -> Iterator[str]:
    for module, of in outcomes.items():
        counts = (of.killed, len(of.equivalent), len(of.survived))
        yield f"{module}: {counts[0]} killed, {counts[1]} equivalent, {counts[2]} survived\n"
        listed = of.survived + (of.equivalent if verbose else [])
        yield from (f"  {word}\n" for word in listed)


if __name__ == "__main__":
    sys.exit(main())
