"""What Dagster loads: ``dagster … -m leitstand.pipelines.code_location``."""

import importlib
import pkgutil

import dagster as dg

from leitstand.pipelines import defs as concepts


def _how_to_run() -> dg.Definitions:
    # A function: Dagster refuses a module that holds two Definitions.
    return dg.Definitions(
        # One process a run: a step is a few queries, starting a process costs more than all of them.
        executor=dg.in_process_executor,
    )


def definitions() -> dg.Definitions:
    """Merge the definitions of every concept; works from a checkout and from a wheel."""
    modules = [
        importlib.import_module(f"{concepts.__name__}.{found.name}")
        for found in pkgutil.iter_modules(concepts.__path__)
    ]
    parts = [module.DEFINITIONS for module in modules if hasattr(module, "DEFINITIONS")]
    return dg.Definitions.merge(*parts, _how_to_run())


defs = definitions()
