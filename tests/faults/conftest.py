"""The fixtures of the pages, which the trials in this process need too."""

from tests.web.conftest import compiled_translations

__all__ = ["compiled_translations"]
