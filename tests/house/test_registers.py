"""Registers: what is kept, set or configured is written down where people can read it."""

import re
from dataclasses import fields

from sqlalchemy import String

from portal import register
from portal.config import PREFIX, Settings
from portal.core.crypto import Encrypted
from portal.extensions import Base, db
from tests.house import open_text
from tests.support.tools import ROOT

SEALED = "_sealed"


def all_columns() -> dict[str, set[str]]:
    """Every table of both stores, with its columns."""
    return {
        table.name: {column.name for column in table.columns}
        for metadata in db.metadatas.values()
        for table in metadata.tables.values()
    }


def test_the_registers_can_be_read() -> None:
    register.check()


def test_every_table_is_in_the_register_of_personal_data() -> None:
    known = {table.name for table in register.personal_data().tables}
    assert set(all_columns()) - known == set(), "add these tables to personal_data.toml"


def test_the_register_of_personal_data_names_no_table_that_is_gone() -> None:
    known = {table.name for table in register.personal_data().tables}
    assert known - set(all_columns()) == set(), "take these out of personal_data.toml"


def test_every_column_is_in_the_register_and_no_other() -> None:
    columns = all_columns()
    for table in register.personal_data().tables:
        known = {column.name for column in table.columns} | set(table.not_personal)
        missing, gone = columns[table.name] - known, known - columns[table.name]
        assert not missing, f"personal_data.toml, table {table.name}: declare {missing}"
        assert not gone, f"personal_data.toml, table {table.name}: no model has {gone}"


def test_every_sealed_text_is_registered_as_personal_and_encrypted() -> None:
    sealed = {
        (mapper.class_.__tablename__, name + SEALED)
        for mapper in Base.registry.mappers
        for name, value in vars(mapper.class_).items()
        if isinstance(value, Encrypted)
    }
    registered = {
        (table.name, column.name)
        for table in register.personal_data().tables
        for column in table.columns
        if column.encrypted
    }
    assert not sealed - registered, "personal_data.toml: these are Encrypted columns of a model"
    assert not registered - sealed, "not encrypted in the model: make these Encrypted columns"


def test_every_model_says_its_purpose_and_retention() -> None:
    silent = [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if not {"Purpose:", "Kept:"} <= set((mapper.class_.__doc__ or "").split())
    ]
    assert not silent


def test_every_setting_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = {
        name.removesuffix("_FILE") for name in re.findall(rf"`({PREFIX}[A-Z_]+[A-Z])\b", text)
    }
    settings = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}
    assert documented == settings


def test_text_that_is_not_encrypted_is_known_by_name() -> None:
    listed = {
        f"{table.name}.{column.name}"
        for table in register.personal_data().tables
        for column in table.columns
        if column.listed
    }
    texts = {
        f"{table.name}.{column.name}"
        for metadata in db.metadatas.values()
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String) and not column.name.endswith(open_text.CODES)
    }
    new = texts - listed - open_text.OPEN
    assert not new, "make these Encrypted columns, or say in tests/house/open_text.py why not"
    assert not open_text.OPEN - texts, "take these out of tests/house/open_text.py"
