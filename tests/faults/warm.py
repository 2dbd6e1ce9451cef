"""Imported by the server that ``forked`` forks from: everything that a role would load by itself.

Not chDB: it starts threads of its own, which a fork would lose.
"""

import warnings

with warnings.catch_warnings():
    # Libraries deprecate what they themselves use.
    warnings.simplefilter("ignore")
    import clickhouse_connect  # noqa: F401 - loaded, not used

    import leitstand.cases.consumer
    import leitstand.deploy.gateway.process
    import leitstand.pipelines.running
    import leitstand.streams.sink
    import leitstand.streams.store
    import leitstand.streams.worker  # noqa: F401 - loaded, not used
    from leitstand.policy import prepare

    prepare()

from tests.faults.forked import end_with_parent

end_with_parent()
