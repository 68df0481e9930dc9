"""What a database that fails means for whoever asked: away, full or busy; told in one sentence each."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, TimeoutError

from catalog.db import IN_DOUBT
from catalog.errors import DatabaseAwayError, DatabaseBusyError, DatabaseFullError, DatabaseTroubleError

AWAY = DatabaseAwayError(
    "데이터베이스에 연결하지 못했습니다. 돌아오는 대로 저절로 다시 이어지니 잠시 뒤에 다시 시도해 주세요.",
    "The database cannot be reached. The service goes on by itself as soon as it is back; try again in a moment.")
FULL = DatabaseFullError(
    "저장 공간이 차서 새로 저장하지 못합니다. 저장된 자료는 그대로 볼 수 있습니다. 운영 담당자에게 알려 주세요.",
    "Nothing new can be saved, because the disk is full. What was saved can still be read. Tell the operators.")
BUSY = DatabaseBusyError(
    "지금은 한꺼번에 처리할 일이 많습니다. 잠시 뒤에 다시 시도해 주세요.",
    "There is too much to do at once just now. Try again in a moment.")

SQLSTATES: tuple[tuple[DatabaseTroubleError, tuple[str, ...]], ...] = (
    (AWAY, ("08", "57P")), (FULL, ("53100", "58030", "25006")),
    (BUSY, ("53", "40", "55P03", "57014")),
)
"""How codes of PostgreSQL begin (its manual, appendix A); the first that fits counts."""
RESULT_CODES: dict[int, DatabaseTroubleError] = {5: BUSY, 6: BUSY, 8: FULL, 10: FULL, 13: FULL, 14: AWAY}
"""Primary result codes of SQLite: busy, locked, read-only, input or output, full, cannot open."""


def trouble(error: SQLAlchemyError) -> DatabaseTroubleError | None:
    """What the failure means, or None where it is a mistake of ours and no trouble of the database."""
    if isinstance(error, TimeoutError):
        return BUSY
    if not isinstance(error, DBAPIError):
        return None
    if error.connection_invalidated:
        return AWAY
    if (code := getattr(error.orig, "sqlite_errorcode", None)) is not None:
        return RESULT_CODES.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # the driver itself: nobody answered, or the line is dead
        return AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return next((kind for kind, begins in SQLSTATES if state.startswith(begins)), None)


def in_doubt(error: SQLAlchemyError) -> bool:
    """Whether the line was lost at the very commit, so that it may or may not have been kept."""
    return isinstance(error, DBAPIError) and IN_DOUBT in error.detail
