"""Faults are tried on both databases."""

from tests.databases import postgres_template, store_url

__all__ = ["postgres_template", "store_url"]
