"""Runs each revision on both stores: the records ("main") and the keys that open them ("keys")."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.sql.schema import SchemaItem

from portal.core.database import KEYS, KEYS_SCHEMA
from portal.extensions import db

STORES = {"main": None, KEYS: KEYS}


def include_object(
    item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: SchemaItem | None
) -> bool:
    """Leave out the tables a full-text index makes for itself."""
    return not (kind == "table" and (name or "").startswith("page_search"))


def use_next_number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Number revisions: 0001, 0002 and so on; write none when nothing changed."""
    script = directives[0]
    if all(ops.is_empty() for ops in script.upgrade_ops_list):
        directives[:] = []
        return
    heads = context.script.get_heads()
    script.rev_id = f"{int(heads[0]) + 1 if heads else 1:04d}"


def run() -> None:
    """Open the two stores and bring each to where it should be."""
    for store, bind in STORES.items():
        engine = db.engines[bind]
        with engine.connect() as connection:
            if bind == KEYS and engine.dialect.name == "postgresql":
                connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {KEYS_SCHEMA}"))
                connection.commit()
            context.configure(
                connection=connection,
                target_metadata=db.metadatas[bind],
                upgrade_token=f"{store}_upgrades",
                downgrade_token=f"{store}_downgrades",
                include_object=include_object,
                process_revision_directives=use_next_number,
                transaction_per_migration=True,
                **current_app.extensions["migrate"].configure_args,
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=store)


run()
