"""The questions that every solution needs answered before it starts, as a fixed table with sources.

What the solution itself asks for is in the catalogue; here stand the conditions that hold for all. They
follow the conditions for taking over another city's idea in the OECD's toolkit and what Korean audits found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

No = Literal["stops", "settle"]
"""What a "no" means: nothing can start like this, or something is to be put in order first."""
Whom = Literal["coach", "department"]
"""Who can answer what is not known: the coaching municipality, or one's own department in charge."""

_OECD = "https://www.oecd.org/en/publications/a-toolkit-for-adopting-ideas-from-other-cities_a225ac72-en/full-report/"
CONDITIONS = f"{_OECD}step-1-creating-the-conditions-that-allow-cities-to-learn-from-others_0607ea71.html"
ASSESSING = f"{_OECD}step-2-assessing-which-ideas-to-pursue_23e3c161.html"
ADAPTING = f"{_OECD}step-3-adapting-and-implementing-borrowed-ideas_d7e63a69.html"
CAMERA_RULES = "https://prighter.com/resources/laws/korean-pipa/enforcement-decree/articles/article-23"


@dataclass(frozen=True, slots=True)
class CoreQuestion:
    """One question for all; a pitfall of the solution or an audit lesson replaces its `why` where there is one.

    `pitfall` finds what went wrong in this matter elsewhere, `asked_by` a prerequisite that asks the same; both
    are read in the Korean text of the catalogue.
    """

    id: str
    short_ko: str
    short_en: str
    text_ko: str
    text_en: str
    why_ko: str
    why_en: str
    source: str
    ask: Whom
    no: No = "settle"
    lesson: str = ""
    pitfall: str = ""
    asked_by: str = ""
    technical: bool = False
    """Only telling where equipment or an information system comes in; left out first where there are too many."""


PRIVACY = CoreQuestion(
    "privacy", "개인정보·영상·위치정보", "Personal data, images and location",
    "개인정보·영상·위치정보를 다룰 법적 근거와 안내·보관·열람 기준이 정해져 있습니까?",
    "Is there a legal basis for handling personal data, images or location, with rules on notice, keeping and access?",
    "공공기관이 공개된 장소에 카메라를 달거나 개인정보를 모으려면 개인정보 보호법의 근거와 절차를 갖추어야 합니다.",
    "A public body needs the grounds and the procedure of the Personal Information Protection Act before it puts up "
    "cameras in open places or collects personal data.",
    CAMERA_RULES, "department", "stops",
    pitfall=r"사생활|개인정보|감시받|정보 수집", asked_by=r"개인정보",
)
CORE = (
    CoreQuestion(
        "owner", "소관 부서와 예산 과목", "Owner department and budget line",
        "사업을 맡고 장비를 자산으로 관리할 부서와 예산 과목이 정해져 있습니까?",
        "Are the department that owns the project and its equipment, and the budget line, settled?",
        "담당 조직과 책임이 분명해야 다른 도시의 해법을 들여올 수 있습니다.",
        "Clear processes and responsibilities are a condition for taking over another city’s idea.",
        CONDITIONS, "department", lesson="lesson-2",
    ),
    CoreQuestion(
        "running-cost", "5년 운영비", "Running cost for five years",
        "설치 뒤 5년 동안의 운영비와 유지관리비를 마련할 계획이 있습니까?",
        "Is there a plan that covers running and maintenance for five years after installation?",
        "예산과 인력 부족이 다른 도시의 해법을 들이지 못하는 가장 흔한 까닭으로 꼽힙니다.",
        "Lack of money and capacity is the barrier that cities name most often.",
        CONDITIONS, "coach", lesson="lesson-3",
        pitfall=r"운영비|유지비|인건비|보수비|전액 부담|군 부담|해마다|운영 부담",
    ),
    CoreQuestion(
        "staff", "날마다 볼 담당자", "Staff who look at it daily",
        "날마다 화면이나 알림, 이용 상황을 보고 움직일 담당자가 정해져 있습니까?",
        "Is it settled who looks at the screen, the alerts or the use every day and acts on them?",
        "그 해법을 설계하고 이어 갈 조직과 인력까지 살펴야 우리 지역에서도 되는지 알 수 있습니다.",
        "Whether an idea works here depends on the governance and staff needed to design and sustain it.",
        ASSESSING, "coach", pitfall=r"인력|사람 없이", asked_by=r"인력|담당|요원|관리사",
    ),
    CoreQuestion(
        "control-centre", "자료와 알림이 모일 곳", "Where data and alerts arrive",
        "자료와 알림이 들어올 곳(관제센터, 상황실, 부서의 업무 화면)이 정해져 있습니까?",
        "Is it settled where data and alerts arrive: a control centre, a situation room or a department’s screen?",
        "먼저 한 도시가 어떤 기반시설과 역량 위에서 운영하는지 확인해야 합니다.",
        "The infrastructure and capabilities on which the first city runs it have to be known.",
        ASSESSING, "department", asked_by=r"관제센터|정보센터|상황실", technical=True,
    ),
    CoreQuestion(
        "network-power", "통신과 전기", "Network and power",
        "설치하거나 쓸 곳에 통신과 전기가 들어옵니까?",
        "Do network and power reach the places where it will be installed or used?",
        "필요한 기반시설이 우리 지역에도 있는지 미리 확인해야 합니다.",
        "Whether the infrastructure it requires exists here has to be checked beforehand.",
        ASSESSING, "department", asked_by=r"전원|통신(?!비|사)|전기·|전기와|전력 용량|인터넷", technical=True,
    ),
    CoreQuestion(
        "residents", "주민 안내와 반대 의견", "Residents and objections",
        "주민에게 알렸고, 누가 왜 반대할 수 있는지 파악했습니까?",
        "Have residents been told, and is it known who may object and why?",
        "쓸 사람과 영향을 받을 사람을 일찍 참여시켜야 해법을 지역에 맞게 고칠 수 있습니다.",
        "Those who will use it or live with it shape how an idea fits the place, so they come in early.",
        ADAPTING, "department", pitfall=r"민원(?!이 얼마나)|불만|목소리|양해|마찰",
    ),
    CoreQuestion(
        "baseline", "시작 전 값과 성과 지표", "Figures before the start",
        "시작하기 전의 값을 재어 두고, 무엇을 성과로 셀지 정했습니까?",
        "Have the figures before the start been taken, and is it settled what will count as a result?",
        "성공 사례의 제목이 아니라 무엇을 재었는지를 보아야 합니다.",
        "What was measured counts, not the headline of a success story.",
        ASSESSING, "coach", lesson="lesson-1",
        pitfall=r"성과|효과|대조군|수치|측정값|통계|잰 |이용률|실적",
    ),
    CoreQuestion(
        "switch-off", "고장과 사업 종료", "Faults and the end of the project",
        "고장이 나거나 사업이 끝나 끄게 되면 무엇으로 대신하고 장비를 어떻게 할지 정해져 있습니까?",
        "Is it settled what replaces it, and what becomes of the equipment, when it fails or is switched off?",
        "들여온 해법을 이어 가려면 자원과 책임을 끝까지 정해 두어야 합니다.",
        "To keep an adopted idea going, resources and responsibilities have to be secured.",
        ADAPTING, "coach", lesson="lesson-4", pitfall=r"고장|관리 부실|내구연한|문을 닫|끝냈다|갈아야",
    ),
)
