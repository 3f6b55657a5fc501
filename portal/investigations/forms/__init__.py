"""Forms of the investigators' desk."""

from portal.investigations.forms.finding import FindForm

__all__ = ["FindForm"]
