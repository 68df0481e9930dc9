"""From judgements to everything that ships, with honest figures; `make quality` runs it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.evaluate import Judged, Report, evaluate
from matcher.fit_weights import SEED, Example, examples_of, fit_weights, strays_of
from matcher.learned import BESIDE, Learned
from matcher.network import Network
from matcher.rank import PARTS, Weights, answer, order
from matcher.retrieve import CHANNELS, Channels, Index
from matcher.train_network import learn
from matcher.types import Catalogue, Encoder, Passage
from matcher.variants import variants
from matcher.vectors import vectors_of

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Trained:
    """Learned from everything: weights, those for an index without the network, and the network.

    `report` has the figures of folds that had not seen the query.
    """

    weights: Weights
    untaught: Weights
    network: Network
    report: Report


def train(
    catalogue: Catalogue, judgements: Sequence[Judged], encoder: Encoder, vectors: np.ndarray,
    formalities: Sequence[Passage] = (),
) -> Trained:
    """Weights and network for this catalogue and encoder, with honest figures.

    `vectors` are those of the catalogue's passages, a row each; `formalities` state no problem.
    """
    read, seen = list(catalogue.passages), vectors
    added = [*formalities, *variants(catalogue.passages)]
    if added:
        read, seen = [*read, *added], np.vstack([seen, vectors_of(added, encoder)])
    learned = Learned(getattr(encoder, "views", ())).fit(catalogue.passages, vectors)
    network = learn(learned, encoder.fingerprint, read, seen)
    index = Index.of(encoder, catalogue.passages, vectors, network)
    pairs = [examples_of(index, judged) for judged in judgements]
    strays = strays_of(index, catalogue.passages)
    examples = [example for pair in pairs for example in pair]
    weights = fit_weights(examples, strays)
    untaught = fit_weights([replace(each, channels=_untaught(each.channels)) for each in examples], strays)
    provenance = {
        "encoder": encoder.fingerprint,
        "catalogue": catalogue.version,
        "solutions": len(network.solutions),
        "network": f"{sum(passage.kind not in BESIDE for passage in catalogue.passages)} statements of solutions, "
        f"{sum(passage.kind == 'judged' for passage in catalogue.passages) // 2} judged examples in two languages, "
        f"{sum(passage.kind == 'outside' for passage in catalogue.passages)} of matters outside, "
        f"{len(formalities)} formalities, {len(added) - len(formalities)} worse-written copies of the examples",
        "judgements": hashlib.sha256("\n".join(judged.text for judged in judgements).encode()).hexdigest()[:12],
        "queries": " ".join(judged.id for judged in judgements),
        "folds": FOLDS,
        "seed": SEED,
    }
    weights, untaught = (replace(each, provenance=provenance) for each in (weights, untaught))
    return Trained(weights, untaught, network, cross_validate(pairs, judgements, strays))


def _untaught(channels: Channels) -> Channels:
    """The evidence of an index without the network."""
    rows = {name: getattr(channels, name).copy() for name in ("scores", "levels", "raw")}
    for values in rows.values():
        values[..., CHANNELS.index("learned")] = np.nan
    return replace(channels, **rows)


def cross_validate(
    pairs: Sequence[tuple[Example, Example]], judgements: Sequence[Judged], strays: Channels | None = None
) -> Report:
    """Figures of every query under weights learned without it, and of the ranking without each part."""
    answers: dict[str, list[str]] = {}
    translated: dict[str, list[str]] = {}
    stages: dict[str, dict[str, list[str]]] = {}
    shuffled = np.random.default_rng(SEED).permutation(len(pairs))
    for fold in range(FOLDS):
        held = sorted(shuffled[fold::FOLDS].tolist())
        seen = [example for at, pair in enumerate(pairs) if at not in held for example in pair]
        weights = fit_weights(seen, strays)
        for own, other in (pairs[at] for at in held):
            answers[own.query] = answer(own.channels, weights)
            translated[own.query] = answer(other.channels, weights)
            stages.setdefault("ranking, never abstaining", {})[own.query] = order(own.channels, weights)
            for part in PARTS:
                stages.setdefault(f"without {part}", {})[own.query] = order(
                    own.channels, replace(weights, parts={**weights.parts, part: 0.0})
                )
    return evaluate(answers, judgements, stages=stages, translated=translated)
