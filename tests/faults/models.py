"""Damaged files of the model and damaged vectors: named and refused, or made anew, never used."""

from __future__ import annotations

import importlib.metadata
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db import make_engine
from catalog.vectors import PassageVector
from matcher import network, vectors
from matcher.encoder import FILES
from matcher.integrity import DamagedError
from tests.faults.outcome import Outcome
from tests.faults.postgres import Postgres
from tests.faults.running import ROOT, environment, finished, serving, until

PROBLEM = "마을에 버스가 하루 두 번뿐이라 병원에 가기 어렵습니다."
_drawn = random.Random(3)


def flip(path: Path) -> None:
    """One bit of a file, somewhere."""
    at = _drawn.randrange(path.stat().st_size)
    with path.open("r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)[0]
        opened.seek(at)
        opened.write(bytes([byte ^ 1 << _drawn.randrange(8)]))


def cut(path: Path) -> None:
    """A file without its second half."""
    with path.open("r+b") as opened:
        opened.truncate(path.stat().st_size // 2)


HARMS: tuple[Callable[[Path], object], ...] = (flip, cut, Path.unlink)


def packages_copied(folder: Path) -> Path:
    """Copies of the packages that bring the models, which stand before the installed ones on the path."""
    place = folder / "packages"
    for package in FILES:
        for file in importlib.metadata.files(package) or ():
            source = Path(str(file.locate()))
            if source.exists() and ".." not in file.parts:
                (place / str(file)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, place / str(file))
    return place


def files_damaged(url: str, folder: Path) -> Outcome:
    """Each loaded file of the bundled models with a bit flipped, cut or missing: `hwaksan match` names it and ends."""
    place, wrong, tried = packages_copied(folder), [], 0
    settings = {**environment(url, folder), "PYTHONPATH": f"{place}:{ROOT}"}

    def match() -> tuple[int, str]:
        return finished(subprocess.Popen(
            [sys.executable, "-m", "web.cli", "match", PROBLEM], cwd=ROOT, env=settings, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    for package, endings in FILES.items():
        for file in [one for one in importlib.metadata.files(package) or () if one.name.endswith(endings)]:
            target = place / str(file)
            for harm in HARMS:
                harm(target)
                code, said = match()
                tried += 1
                if code != 1 or file.name not in said or "Traceback" in said:
                    wrong.append(f"{harm.__name__} {file.name}: exit {code} {said[-200:]}")
                shutil.copyfile(str(file.locate()), target)
    code, said = match()
    wrong += [] if code == 0 else [f"the whole copy: exit {code} {said[-200:]}"]
    return Outcome("model files damaged", f"{tried} times a bit flipped, a half or a whole file gone", "–", wrong,
                   found="each named in a sentence and refused; with the files whole it answers")


def shipped_damaged(folder: Path, times: int) -> Outcome:
    """The two files of weights with a bit flipped at random places: refused, or what is read is what was written."""
    wrong, refused = [], 0
    fingerprint, _vectors = vectors.read_shipped()
    whole = network.load_network(fingerprint)
    assert whole is not None
    copy = folder / "weights.npz"
    for _time in range(times):
        shutil.copyfile(network.SHIPPED, copy)
        flip(copy)
        try:
            read = network.load_network(fingerprint, copy)
            same = read is not None and all(
                np.array_equal(getattr(read, name), getattr(whole, name)) for name in ("first", "second", "spelling"))
            wrong += [] if same else ["another network was read"]
        except DamagedError:
            refused += 1
    shutil.copyfile(vectors.SHIPPED, copy)
    cut(copy)
    try:
        vectors.read_shipped(copy)
        wrong.append("half a file of vectors was read")
    except DamagedError:
        refused += 1
    return Outcome("weights that ship damaged", f"{times} times a bit flipped, once cut in half", "–", wrong,
                   found=f"{refused} refused by name; in the others what is read was not touched")


def rebuild_killed(url: str, folder: Path, kills: int, database: Postgres | None, kind: str, lost: int) -> Outcome:
    """Of the stored vectors some are gone and some damaged; while they are made anew a worker or the database dies."""
    engine, wrong = make_engine(url), []
    with Session(engine) as session:
        fingerprint = session.scalar(select(PassageVector.model_fingerprint).limit(1)) or ""
        before = _stored(session)
    keys = _drawn.sample(sorted(before), lost)
    with Session(engine) as session, session.begin():
        for at, key in enumerate(keys):
            row = session.get_one(PassageVector, (key, fingerprint))
            if at % 2:
                session.delete(row)
            else:
                row.vector = (row.vector[:-4], bytes(len(row.vector)), b"\xff\x7f" * (len(row.vector) // 2))[at % 3]
    engine.dispose()
    seconds = []
    with serving(url, folder) as server:
        for _kill in range(kills):
            until(server.whole)
            time.sleep(_drawn.uniform(1, 6))
            if database is None:
                server.kill_worker()
            else:
                database.kill()
                database.start()
        began = time.monotonic()
        until(lambda: server.status("/readyz") == 200, patience=400)
        seconds.append(time.monotonic() - began)
        until(lambda: _missing(url, keys) == 0, patience=400)
    engine = make_engine(url)
    with Session(engine) as session:
        after = _stored(session)
    engine.dispose()
    rows = [(np.frombuffer(before[key], "<f2").astype(float), np.frombuffer(after[key], "<f2").astype(float))
            for key in keys if key in after and len(after[key]) == len(before[key])]
    cosines = [float(one @ other) for one, other in rows]
    wrong += [f"{len(rows)} of {lost} are back"] if len(rows) != lost else []
    wrong += [f"a vector differs: cosine {min(cosines):.4f}"] if cosines and min(cosines) < 0.995 else []
    wrong += ["others were touched"] if any(after.get(key) != before[key] for key in before.keys() - set(keys)) else []
    what = "the database" if database is not None else "a worker"
    return Outcome(f"{kind}: kill -9 of {what} while vectors are made anew",
                   f"{kills} times; of {len(before):,} vectors {lost} were gone, cut, zero or not a number", "–", wrong,
                   seconds, f"all {lost} made anew, cosine with the lost ones at least {min(cosines or [0]):.3f}")


def _stored(session: Session) -> dict[str, bytes]:
    return {key: vector for key, vector in session.execute(select(PassageVector.text_hash, PassageVector.vector))}


def _missing(url: str, keys: list[str]) -> int:
    engine = make_engine(url)
    with Session(engine) as session:
        known = _stored(session)
    engine.dispose()
    return len(set(keys) - (known.keys() - vectors.damaged_among(known)))
