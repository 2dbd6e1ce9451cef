"""ClickHouse's HTTP interface over chDB, for one machine.

Production uses ClickHouse itself: same driver, same statements, another address.
"""
