"""What Dagster loads: ``dagster … -m leitstand.pipelines.code_location``."""

import importlib
import pkgutil

import dagster as dg

from leitstand.pipelines import defs as concepts


def definitions() -> dg.Definitions:
    """Merge the definitions of every concept; works from a checkout and from a wheel."""
    modules = [
        importlib.import_module(f"{concepts.__name__}.{found.name}")
        for found in pkgutil.iter_modules(concepts.__path__)
    ]
    parts = [module.DEFINITIONS for module in modules if hasattr(module, "DEFINITIONS")]
    return dg.Definitions.merge(*parts, dg.Definitions(executor=dg.in_process_executor))


defs = definitions()
