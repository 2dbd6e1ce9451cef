"""The decision for each cell: shown, hidden because small, hidden to protect another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from leitstand.pipelines.disclosure.algebra import Margin, determined
from leitstand.pipelines.disclosure.cells import WHOLE_TOWN, Cell, Dependences, Key
from leitstand.pipelines.disclosure.margins import margins
from leitstand.schemas.vocabulary import Disclosure, Period

Decision = Mapping[Key, Disclosure]

_HIDDEN = frozenset({Disclosure.HIDDEN_SMALL, Disclosure.HIDDEN_COMPLEMENT})


def protect(
    cells: Collection[Cell],
    measures: Dependences,
    minimum: int,
    earlier: Decision | None = None,
) -> Decision:
    """Decide about every cell.

    ``earlier`` is what was published about periods that were over by then. Hidden stays hidden,
    and what everybody has already read is the last to be hidden for another's sake.
    """
    return _Control(cells, measures, minimum, earlier or {}).decide()


def is_small(cell: Cell, minimum: int) -> bool:
    """Say whether a figure is about somebody, but about too few, on either side of it.

    A value without a single known person behind it is about people that nobody counted: small.
    """
    if cell.value is None or cell.people is None:
        return False
    if 0 < (cell.others or 0) < minimum:
        return True
    return cell.people < minimum and (cell.people > 0 or cell.value != 0)


class CannotProtectError(Exception):
    """A hidden cell can be computed whatever else is hidden: nothing may be published."""


class _Control:
    """One run: hides cells until nothing hidden can be computed."""

    def __init__(
        self, cells: Collection[Cell], measures: Dependences, minimum: int, earlier: Decision
    ) -> None:
        self._cells = {cell.key: cell for cell in cells}
        self._measures = measures
        self._minimum = minimum
        self._earlier = earlier
        self._hidden: dict[Key, Disclosure] = {}
        self._damage: Counter[tuple[Period, object, str]] = Counter()
        with_value = [key for key, cell in self._cells.items() if cell.value is not None]
        self._margins = margins(with_value, measures)
        self._margins_of: defaultdict[Key, list[Margin]] = defaultdict(list)
        for margin in self._margins:
            for key in margin.members:
                self._margins_of[key].append(margin)
        self._dependents = _dependents(self._cells, measures)
        self._depth = {name: _depth(name, measures) for name in measures}
        self._solved: dict[frozenset[Key], frozenset[Key]] = {}

    def decide(self) -> Decision:
        """Return the decision for every cell."""
        for key, cell in self._cells.items():
            if is_small(cell, self._minimum):
                self._hide(key, Disclosure.HIDDEN_SMALL)
        for key, disclosure in self._earlier.items():
            if key in self._cells and disclosure in _HIDDEN:
                self._hide(key, Disclosure.HIDDEN_COMPLEMENT)
        while (around := self._next_leak()) is not None:
            self._hide(self._partner(around), Disclosure.HIDDEN_COMPLEMENT)
        return {key: self._disclosure(cell) for key, cell in self._cells.items()}

    def _disclosure(self, cell: Cell) -> Disclosure:
        if cell.key in self._hidden:
            return self._hidden[cell.key]
        return Disclosure.NO_DATA if cell.value is None else Disclosure.SHOWN

    def _hide(self, key: Key, reason: Disclosure) -> None:
        """Hide a cell and everything about people within its group."""
        if self._hidden.get(key) in (reason, Disclosure.HIDDEN_SMALL):
            return
        if key not in self._hidden and self._measures[key.measure].headline:
            self._damage[key.period, key.start, key.department] += 1
        self._hidden[key] = reason
        for dependent in self._dependents.get(key, ()):
            self._hide(dependent, reason)

    def _next_leak(self) -> Sequence[Margin] | None:
        """Return equations that tell what is hidden, about the largest group first; else ``None``.

        The first test finds almost all and is cheap; the second finds the rest and is exact.
        """
        thin = [margin for margin in self._margins if self._is_thin(margin)]
        if thin:
            return [min(thin, key=lambda margin: self._order(margin.total))]
        victim = min(self._computable(), key=self._order, default=None)
        if victim is None:
            return None
        near = self._margins_of[victim]
        return near if self._shown(near) else self._reach(victim)[1]

    def _is_thin(self, margin: Margin) -> bool:
        """Say whether a sum tells one hidden cell, or several with too few people around them."""
        hidden = [key for key in margin.parts if key in self._hidden]
        if margin.total in self._hidden:
            return not hidden
        if len(hidden) < 2:
            return bool(hidden)
        return margin.disjoint and sum(map(self._crowd, hidden)) < self._minimum

    def _crowd(self, key: Key) -> int:
        """Return the people among whom those of a cell cannot be told apart."""
        bases = self._measures[key.measure].bases
        if bases:
            base = key._replace(measure=bases[0], dimension="")
            if base in self._cells and self._cells[base].value is not None:
                return self._crowd(base)
        return self._cells[key].people or 0

    def _unknown(self, margin: Margin) -> list[Key]:
        return [key for key in margin.members if key in self._hidden]

    def _computable(self) -> Iterable[Key]:
        for component, equations in self._components():
            if component not in self._solved:
                self._solved[component] = determined(component, equations)
            yield from self._solved[component]

    def _components(self) -> Iterable[tuple[frozenset[Key], Sequence[Margin]]]:
        """Split the hidden cells into parts that share no equation."""
        seen: set[Key] = set()
        for start in self._hidden:
            if start in seen or start not in self._margins_of:
                continue
            keys, equations = self._reach(start)
            seen |= keys
            yield frozenset(keys), equations

    def _reach(self, start: Key) -> tuple[set[Key], list[Margin]]:
        keys, equations, waiting = {start}, dict[Margin, None](), [start]
        while waiting:
            for margin in self._margins_of[waiting.pop()]:
                if margin in equations:
                    continue
                equations[margin] = None
                fresh = [key for key in self._unknown(margin) if key not in keys]
                keys.update(fresh)
                waiting += fresh
        return keys, list(equations)

    def _partner(self, around: Iterable[Margin]) -> Key:
        """Choose what else to hide. Raises CannotProtectError where nothing is left to hide."""
        shown = self._shown(around)
        if not shown:
            message = "a hidden cell follows from sums of hidden cells alone"
            raise CannotProtectError(message)
        return min(shown, key=self._cost)

    def _shown(self, around: Iterable[Margin]) -> set[Key]:
        return {key for margin in around for key in margin.members if key not in self._hidden}

    def _cost(self, key: Key) -> tuple[object, ...]:
        """Order candidates: not yet read, no headline, no total, not zero, hit before, smallest."""
        people = self._cells[key].people or 0
        hit_before = self._damage[key.period, key.start, key.department] > 0
        return (
            self._earlier.get(key) is Disclosure.SHOWN,
            self._measures[key.measure].headline,
            key.department == WHOLE_TOWN,
            people == 0,
            not hit_before,
            people,
            key,
        )

    def _order(self, key: Key) -> tuple[object, ...]:
        return self._depth[key.measure], key


def _dependents(cells: Mapping[Key, Cell], measures: Dependences) -> Mapping[Key, Sequence[Key]]:
    """Return for each cell the cells about people within its group."""
    found: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in cells:
        for base in measures[key.measure].bases:
            found[key._replace(measure=base, dimension="")].append(key)
    return found


def _depth(name: str, measures: Dependences) -> int:
    bases = measures[name].bases
    return 1 + max((_depth(base, measures) for base in bases), default=-1)
