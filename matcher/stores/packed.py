"""What was learned as bytes and back, exactly, and sparse rows of terms the same way."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from matcher.discriminant import Discriminant
from matcher.judged import JudgedStatements
from matcher.learned import Learned
from matcher.network import Network
from matcher.pooling import columns


def learned_to_bytes(learned: Learned) -> bytes:
    """Every array in one NumPy archive, without pickled objects."""
    judged = learned.judged_
    arrays = {
        "centres": learned.centres_, "outside": learned.outside_,
        "matters": np.array(learned.matters_, dtype=str),
        "statements": judged.vectors_, "starts": judged.starts_, "grades": judged.grades_,
        "judged": np.array(judged.solutions_, dtype=str), "described": judged.described_,
    }
    arrays |= {f"lessons_{at}": part for at, part in enumerate(learned.lessons_)}
    for at, view in enumerate(learned.views_):
        arrays |= {f"middle_{at}": view.middle_, f"within_{at}": view.within_, f"share_{at}": np.array(view.share_)}
    written = io.BytesIO()
    np.savez(written, allow_pickle=False, **arrays)
    return written.getvalue()


def learned_from_bytes(packed: bytes, views: Sequence[int], network: Network | None) -> Learned:
    """The same as was written; `views` and `network` are those of the encoder in use."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as read:
        learned = Learned(views, network)
        learned.centres_, learned.outside_ = read["centres"], read["outside"]
        learned.matters_ = tuple(read["matters"].tolist())
        learned.columns_ = columns(views, learned.centres_.shape[1])
        learned.views_ = [
            Discriminant(view).known(read[f"middle_{at}"], read[f"within_{at}"], float(read[f"share_{at}"]))
            for at, view in enumerate(learned.columns_)
        ]
        learned.lessons_ = read["lessons_0"], read["lessons_1"], read["lessons_2"]
        judged = learned.judged_ = JudgedStatements()
        judged.vectors_, judged.starts_, judged.grades_ = read["statements"], read["starts"], read["grades"]
        judged.solutions_, judged.described_ = tuple(read["judged"].tolist()), read["described"]
        judged.ready()
        return learned


def terms_to_bytes(row: sparse.csr_matrix) -> bytes:
    """One document: the numbers of its terms (int32), then their weights (float32)."""
    return row.indices.astype("<i4").tobytes() + row.data.astype("<f4").tobytes()


def terms_from_bytes(rows: Sequence[bytes], wanted: np.ndarray) -> sparse.csr_matrix:
    """Documents, each a row, in the columns of the wanted terms (numbers) alone."""
    halves = [len(row) // 2 for row in rows]
    numbers = np.frombuffer(b"".join(row[:half] for row, half in zip(rows, halves, strict=True)), dtype="<i4")
    weights = np.frombuffer(b"".join(row[half:] for row, half in zip(rows, halves, strict=True)), dtype="<f4")
    column = np.full(max(int(numbers.max(initial=-1)), int(wanted.max(initial=-1))) + 1, -1)
    column[wanted] = np.arange(len(wanted))
    found = column[numbers]
    kept = found >= 0
    document = np.repeat(np.arange(len(rows)), np.array(halves, dtype=int) // 4)
    made = sparse.csr_matrix(
        (weights[kept], (document[kept], found[kept])), shape=(len(rows), len(wanted)), dtype=np.float32
    )
    made.sort_indices()
    return made
