"""Contracts: what travels through the house, in which form, and nothing of ours besides.

Every other part imports this one; it imports none of them and no Kafka, ClickHouse, Dagster or web.
"""
