"""Finds the pages: every module in a package below this one that has a ``PAGES`` tuple."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

import leitstand.dashboards as this_part
from leitstand.dashboards.areas import Area
from leitstand.dashboards.page import Page


def find_pages(root: ModuleType = this_part) -> tuple[Page, ...]:
    """Return all pages, in a stable order."""
    found = [page for module in _modules(root) for page in getattr(module, "PAGES", ())]
    return tuple(sorted(found, key=lambda page: (page.area.value, page.order, page.path)))


def menu_of(pages: Iterable[Page], areas: Sequence[Area]) -> tuple[Page, ...]:
    """Return the navigation of a reader who may see these areas."""
    return tuple(page for page in pages if page.menu and page.area in areas)


def _modules(root: ModuleType) -> Iterator[ModuleType]:
    for package in pkgutil.iter_modules(root.__path__):
        if not package.ispkg:
            continue
        parent = importlib.import_module(f"{root.__name__}.{package.name}")
        for module in pkgutil.iter_modules(parent.__path__):
            yield importlib.import_module(f"{parent.__name__}.{module.name}")
