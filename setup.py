"""Build step beside pyproject.toml: a wheel carries the compiled English of the pages."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithTranslations(build_py):
    """Compiles every message catalogue before the package data is collected."""

    def run(self) -> None:
        """Writes messages.mo beside each messages.po."""
        for source in Path("web/translations").glob("*/LC_MESSAGES/messages.po"):
            with source.open("rb") as file, source.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(file))
        super().run()


setup(cmdclass={"build_py": BuildWithTranslations})
