"""What a plan says of its choices, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Set

from matcher.portfolio import Infeasible, Package
from matcher.types import Recommendation, Text

FOR_THE_LIST = Text(
    "보급 솔루션을 하나 이상 담아야 하는 것으로 보고, 추천 순위가 가장 높은 보급 솔루션을 넣었습니다.",
    "A package is assumed to need a distribution solution: this is the best recommended one.",
)


def won(amount: int) -> Text:
    """An amount as officials write it: 1억 2,000만 원; KRW 120,000,000."""
    hundred_millions, rest = divmod(amount, 100_000_000)
    ten_thousands, ones = divmod(rest, 10_000)
    parts = [
        f"{count:,}{unit}" for count, unit in ((hundred_millions, "억"), (ten_thousands, "만"), (ones, "")) if count
    ]
    return Text(f"{' '.join(parts) or '0'} 원", f"KRW {amount:,}")


def smallest_change(wrong: Infeasible) -> Text:
    """What would have to give for a package to exist."""
    if wrong.rule == "total-krw" and isinstance(wrong.change, int):
        more = won(wrong.change)
        return Text(
            f"지정한 솔루션의 확인된 비용이 총사업비를 {more.ko} 넘습니다. 수량을 줄이거나 지정을 하나 풀어 주세요.",
            f"What is known of the forced solutions exceeds the total by {more.en}. Lower a quantity or release one.",
        )
    if wrong.rule == "solutions-per-package":
        return Text(
            f"지정한 솔루션이 공모의 개수 제한보다 {wrong.change}개 많습니다. {wrong.change}개를 풀어 주세요.",
            f"The forced solutions are {wrong.change} more than the call allows. Release {wrong.change}.",
        )
    return Text(
        "추천된 솔루션 가운데 이 공모의 보급 솔루션이 없습니다. 보급 솔루션 하나를 골라 지정해 주세요.",
        "None of the recommended solutions is on the call's distribution list. Force one that is.",
    )


def left_out(
    entry: Recommendation, package: Package, forbidden: Set[str], names: Mapping[str, Text]
) -> Text:
    """Why a recommended solution is not in the package."""
    if entry.solution in forbidden:
        return Text("빼도록 지정했습니다.", "Left out as you asked.")
    if entry.already_operating:
        return Text(
            "이미 운영 중인 솔루션입니다. 넣으려면 지정해 주세요.", "Already in operation. Force it to include it.",
        )
    if not entry.needs:
        return Text("어느 도시문제에도 뚜렷이 맞지 않습니다.", "It clearly answers none of the needs.")
    taken = sorted({package.covers[need] for need in entry.needs if need in package.covers})
    if not taken:
        return Text(
            "확인된 비용이 남은 총사업비를 넘어 담지 못했습니다.",
            "What is known of its cost exceeds what is left of the total.",
        )
    better = [names.get(slug, Text(slug, slug)) for slug in taken]
    return Text(
        f"같은 도시문제를 {'·'.join(f'‘{name.ko}’' for name in better)} 솔루션이 맡아, 더해도 크게 나아지지 않습니다.",
        f"{' and '.join(name.en for name in better)} covers the same need; this would add little.",
    )
