"""Schemas for tests: as strict as our own output has to be."""

from __future__ import annotations

from typing import Any


def complete(schema: Any) -> Any:
    """The schema, but with no key allowed that it does not name."""
    if isinstance(schema, list):
        return [complete(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    known = {key: complete(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema and "additionalProperties" not in schema:
        known["unevaluatedProperties"] = False
    return known
