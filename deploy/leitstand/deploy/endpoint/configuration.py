"""The engine's own access control: a role per account, made from ``tables/grants.sql``.

chDB knows one user. Each request takes the role of its account before the statement runs, so the
engine itself checks every table, view and table function, however the query is written.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from leitstand.deploy.clickhouse import Account
from leitstand.schemas.tables.migration import grants

# The engine's own defaults are for a machine that it has to itself: 90 % of the memory, caches of
# 5 GB. This one shares it with the broker and the rest of the house. A statement that would need
# more is refused (241), and what writes comes again.
_TEMPLATE = """\
<clickhouse>
  <profiles><default>
    <async_insert>0</async_insert>
  </default></profiles>
  <quotas><default/></quotas>
  <users><default>
    <password></password>
    <networks><ip>::/0</ip></networks>
    <profile>default</profile>
    <quota>default</quota>
    <databases><system>{filters}</system></databases>
    <grants>{memberships}</grants>
  </default></users>
  <roles>{roles}</roles>
  <user_directories><users_xml><path>{path}</path></users_xml></user_directories>
  <max_server_memory_usage_to_ram_ratio>0.4</max_server_memory_usage_to_ram_ratio>
  <mark_cache_size>134217728</mark_cache_size>
  <primary_index_cache_size>134217728</primary_index_cache_size>
  <index_mark_cache_size>16777216</index_mark_cache_size>
  <query_condition_cache_size>16777216</query_condition_cache_size>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
  </merge_tree>
</clickhouse>
"""

_OPEN_SYSTEM_TABLES = frozenset(
    {
        # What the driver asks, and what describes the engine itself.
        *("settings", "functions", "formats", "data_type_families", "time_zones", "table_engines"),
        *("build_options", "current_roles", "one", "numbers", "numbers_mt", "zeros", "zeros_mt"),
        # These show only what the asking role may see anyway.
        *("databases", "tables", "columns", "parts"),
    }
)


def engine_configuration(database: str, path: str, system_tables: Iterable[str]) -> str:
    """Return the engine's configuration; ``path`` is where it will lie.

    The engine lets everyone read its system tables, and all accounts are one user to it: the
    statements that run, and errors that quote data, would be open to all. So every system table
    that is not known to be harmless is empty for everybody but the administrator.
    """
    return _TEMPLATE.format(
        filters="".join(_filter(name) for name in system_tables if name not in _OPEN_SYSTEM_TABLES),
        memberships="".join(_query(f"GRANT {account.value}") for account in Account),
        roles="".join(_role(account, database) for account in Account),
        path=escape(path),
    )


def grants_of(account: Account, database: str) -> list[str]:
    """Return the account's grants without ``TO …``, as the engine's configuration wants them."""
    if account is Account.ADMIN:
        return ["GRANT ALL ON *.*"]
    ending = f" TO {account.value}"
    return [line.removesuffix(ending) for line in grants(database) if line.endswith(ending)]


def _role(account: Account, database: str) -> str:
    queries = "".join(_query(grant) for grant in grants_of(account, database))
    return f"<{account.value}><grants>{queries}</grants></{account.value}>"


def _filter(system_table: str) -> str:
    condition = f"has(currentRoles(), '{Account.ADMIN.value}')"
    return f"<{system_table}><filter>{condition}</filter></{system_table}>"


def _query(text: str) -> str:
    return f"<query>{escape(text)}</query>"
