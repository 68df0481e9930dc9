"""A seeds folder of a handful of lines, which a test breaks or corrects."""

from __future__ import annotations

from pathlib import Path

SOURCE = "https://example.org/source"
FILES = {
    "municipalities.csv": """\
code,name_ko,name_en,province_code,kind,valid_from,valid_until,population,population_date
41000,경기도,Gyeonggi-do,41000,province,,,13000000,2025-06
41430,의왕시,Uiwang-si,41000,si,,,150000,2025-06
48000,경상남도,Gyeongsangnam-do,48000,province,,,3200000,2025-06
48820,고성군,Goseong-gun,48000,gun,,,48000,2025-06
""",
    "succession.csv": "predecessor_code,successor_code,kind,effective_on\n",
    "solutions/smart-bench.yaml": f"""\
slug: smart-bench
name_ko: 스마트 벤치
name_en: Smart bench
aliases_ko: []
aliases_en: []
domain: amenities
service_field: facility-management
summary_ko: 앉으면 따뜻하다.
summary_en: Warm when you sit.
problems_ko: [춥다, 어둡다, 멀다]
problems_en: [cold, dark, far]
phrasings_ko: []
phrasings_en: []
components_ko: []
components_en: []
prerequisites_ko: []
prerequisites_en: []
suits_ko: 공원
suits_en: Parks
not_for_ko: 산
not_for_en: Mountains
distribution_list_years: [2024]
sources: ['{SOURCE}']
costs:
  - id: cost-0001
    amount_krw: 1000000
    per: unit
    what_ko: 한 대
    what_en: one bench
    source: {SOURCE}
    source_quality: official
pitfalls: []
""",
    "deployments.csv": f"""\
id,solution,municipality,place_ko,place_en,level,year,status,as_of,source,source_quality
dep-0001,smart-bench,48820,,,basic,2021,operating,2025,{SOURCE},official
dep-0002,smart-bench,41430,,,basic,2024,planned,2024,{SOURCE},official
""",
    "outcomes.csv": f"""\
id,solution,municipality,kind,metric_ko,metric_en,before,after,basis,source,source_quality
out-0001,smart-bench,48820,effect,이용,use,1,2,reported,{SOURCE},official
""",
    "context_figures.csv": f"""\
id,solution,municipality,metric_ko,metric_en,after,basis,source,source_quality
ctx-01,smart-bench,48820,임차료,rent,5,reported,{SOURCE},official
""",
    "cases.yaml": f"""\
- id: case-001
  programme: solution-diffusion
  year: 2024
  municipalities: ['48820']
  problem_ko: 쉴 곳이 없다
  problem_en: Nowhere to rest
  problem_basis: stated
  solutions:
    - name_ko: 스마트 벤치
      name_en: Smart bench
      kind: distribution
      solution: smart-bench
  outcomes_ko: []
  confidence: high
  sources: ['{SOURCE}']
""",
    "visits.csv": f"""\
id,learner,coach,solution,year,source,source_quality
visit-001,41430,48820,smart-bench,2024,{SOURCE},official
""",
    "partners.csv": f"""\
id,deployment,name_ko,name_en,kind,role_ko,role_en,source,source_date,source_quality
partner-001,dep-0002,보기회사,Example company,company,,,{SOURCE},2024,official
""",
    "checks.csv": f"""\
id,checked_on,verdict,page,page_date,quote,changed,note
dep-0001,2026-11-30,corrected,{SOURCE},2026-01,벤치 3개를 운영한다,scale_ko scale_en,
""",
    "lessons.csv": f"id,text_ko,text_en,source,source_quality\nlesson-1,교훈,Lesson,{SOURCE},official\n",
    "procedures.yaml": f"""\
- id: review
  name_ko: 심사
  name_en: Review
  text_ko: 심사를 받는다.
  text_en: Be reviewed.
  applies_when_ko: 언제나
  applies_when_en: Always
  solutions: [smart-bench]
  source: {SOURCE}
""",
    "statements.jsonl": (
        '{"id": "statement-0001", "kind": "plain", "language": "ko", "text_ko": "다리가 아픈데 앉을 데가 없다", '
        '"text_en": "My legs ache and there is nowhere to sit", "needs": ["rest"], "grades": {"smart-bench": 3}, '
        '"answers": {"smart-bench": [0]}, "as_of": "2026-11-24"}\n'
    ),
    "outside.yaml": """\
- id: outside-001
  topic_ko: 승진
  topic_en: Promotion
  statements_ko: [승진이 늦다]
  statements_en: [Promotion is slow]
  as_of: 2026-11-24
""",
    "programmes/programmes.yaml": f"""\
- id: base
  name_ko: 거점형
  name_en: Base
  purpose_ko: 목적
  purpose_en: Purpose
  source: {SOURCE}
""",
    "programmes/base-2025.yaml": f"""\
id: base-2025
programme: base
year: 2025
state: held
name_ko: 거점형
name_en: Base
announced_on: 2025-03-16
as_of: 2026-11-22
rules:
  - key: applicants
    value: [si, gun]
    status: known
    text_ko: 시·군
    text_en: Cities and counties
    source: {SOURCE}
selected:
  - municipality: '48820'
    source: {SOURCE}
""",
}


class SmallSeeds:
    """The folder with its files; every change checks that it changes something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        """Puts a file, or another one in its place."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces the only place where `old` stands."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def append(self, name: str, lines: str) -> None:
        """Adds lines at the end."""
        self.write(name, (self.folder / name).read_text(encoding="utf-8") + lines)
