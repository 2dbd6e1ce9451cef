"""Dagster's view: one module per concept, each with ``DEFINITIONS``; nothing else to be edited."""

import warnings

# Both are known and pinned by the lock: the backfill policy is the only way to run ninety days at
# once, and a freshness policy on the asset turns green when an old partition is backfilled.
# Filtered here, before the modules below are imported, because Dagster warns while importing them.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
warnings.filterwarnings("ignore", message="Function `build_time_partition_freshness_checks`")
