"""Flask extensions, unbound: no logic, and nothing of ours is imported here."""

from typing import TYPE_CHECKING

from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Constraint names by convention, so that a migration can name what it drops on every database.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _Declarative(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=_Declarative)
migrate = Migrate()
csrf = CSRFProtect()
mail = Mail()

if TYPE_CHECKING:

    class Base(_Declarative):
        """What every model is built on."""

        __abstract__ = True
else:
    Base = db.Model
