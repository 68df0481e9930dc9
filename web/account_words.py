"""What the account library says, in our words: its messages, and its mails."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from web.mail import link


def _l(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return message


MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_l("전자우편 주소나 비밀번호가 맞지 않습니다. 확인하고 다시 적어 주세요."), "error"),
    "GENERIC_RECOVERY": (_l("계정이 있는 주소라면 비밀번호를 다시 정하는 방법을 메일로 보냈습니다."), "info"),
    "PASSWORD_RESET_REQUEST": (_l("계정이 있는 주소라면 비밀번호를 다시 정하는 방법을 메일로 보냈습니다."), "info"),
    "PASSWORD_RESET_NO_LOGIN": (_l("비밀번호를 바꾸었습니다. 새 비밀번호로 로그인해 주세요."), "success"),
    "PASSWORD_RESET_EXPIRED": (_l("링크의 기한이 지났습니다. 아래에서 새 링크를 받아 주세요."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("이미 썼거나 맞지 않는 링크입니다. 아래에서 새 링크를 받아 주세요."), "error"),
    "PASSWORD_CHANGE": (_l("비밀번호를 바꾸었습니다. 다른 곳의 로그인은 모두 끝났습니다."), "success"),
    "PASSWORD_IS_THE_SAME": (_l("지금 비밀번호와 다른 비밀번호를 적어 주세요."), "error"),
    "PASSWORD_MISMATCH": (_l("두 비밀번호가 서로 다릅니다. 다시 적어 주세요."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("두 비밀번호가 서로 다릅니다. 다시 적어 주세요."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("비밀번호를 적어 주세요."), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("비밀번호는 %(length)s자 이상 128자 이하로 적어 주세요."), "error"),
    "PASSWORD_TOO_SIMPLE": (
        _l("흔히 쓰이거나 짐작하기 쉬운 비밀번호입니다. 서로 관계없는 낱말 서너 개를 이어 적어 보세요."), "error"),
    "INVALID_PASSWORD": (_l("비밀번호가 맞지 않습니다. 다시 적어 주세요."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("전자우편 주소를 적어 주세요."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("전자우편 주소를 다시 확인해 주세요. 예: name@korea.kr"), "error"),
    "DISABLED_ACCOUNT": (_l("쓸 수 없는 계정입니다. 기관의 담당자에게 물어봐 주세요."), "error"),
    "UNAUTHENTICATED": (_l("로그인이 필요한 화면입니다."), "info"),
    "UNAUTHORIZED": (_l("이 화면을 볼 권한이 없습니다."), "error"),
    "REAUTHENTICATION_REQUIRED": (_l("안전을 위해 비밀번호를 한 번 더 확인합니다."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("확인했습니다."), "success"),
    "ANONYMOUS_USER_REQUIRED": (_l("이미 로그인되어 있습니다."), "info"),
    "INVALID_REDIRECT": (_l("이 사이트 밖으로는 이동할 수 없습니다."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("인증번호가 맞지 않습니다. 앱에 지금 보이는 6자리를 적어 주세요."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("인증번호를 확인했습니다."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("2단계 인증을 켰습니다. 이제 복구 코드를 만들어 두세요."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("인증 순서가 끊겼습니다. 처음부터 다시 로그인해 주세요."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("지금은 고를 수 없는 방법입니다."), "error"),
    "TWO_FACTOR_DISABLED": (_l("2단계 인증을 껐습니다."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("%(within)s 안에 마쳐야 합니다. 처음부터 다시 해 주세요."), "error"),
    "INVALID_RECOVERY_CODE": (_l("복구 코드가 맞지 않거나 이미 쓴 코드입니다."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("아직 복구 코드를 만들지 않았습니다."), "info"),
    "API_ERROR": (_l("입력한 값을 읽을 수 없습니다. 다시 적어 주세요."), "error"),
    "INVALID_INPUT": (_l("입력한 값을 확인해 주세요."), "error"),
}

MAILS = {
    "reset_instructions": (
        _l("[확산] 비밀번호 다시 정하기"),
        _l("%(name)s 님, 아래 링크에서 새 비밀번호를 정해 주세요. 링크는 하루 동안 한 번만 쓸 수 있습니다.\n\n"
           "%(link)s\n\n요청하신 적이 없다면 이 메일은 지우셔도 됩니다. 비밀번호는 그대로입니다."),
    ),
    "reset_notice": (
        _l("[확산] 비밀번호를 다시 정했습니다"),
        _l("%(name)s 님, 계정의 비밀번호가 바뀌었고 모든 로그인이 끝났습니다.\n\n"
           "직접 하신 일이 아니라면 바로 비밀번호를 다시 정해 주세요.\n\n%(link)s"),
    ),
    "change_notice": (
        _l("[확산] 비밀번호를 바꾸었습니다"),
        _l("%(name)s 님, 계정의 비밀번호가 바뀌었고 다른 곳의 로그인이 끝났습니다.\n\n"
           "직접 하신 일이 아니라면 바로 비밀번호를 다시 정해 주세요.\n\n%(link)s"),
    ),
    "factor_taken": (
        _l("[확산] 2단계 인증을 지웠습니다"),
        _l("%(name)s 님, 요청에 따라 계정의 2단계 인증을 지웠고 모든 로그인이 끝났습니다.\n\n"
           "직접 요청하신 일이 아니라면 바로 비밀번호를 다시 정하고 운영기관에 알려 주세요.\n\n%(link)s"),
    ),
    "invitation": (
        _l("[확산] %(organisation)s의 초대"),
        _l("%(name)s 님, %(inviter)s 님이 확산(스마트도시 솔루션 찾기)의 ‘%(organisation)s’ 기관으로 초대했습니다.\n\n"
           "아래 링크에서 비밀번호를 정하면 계정이 만들어집니다. 링크는 7일 동안 쓸 수 있습니다.\n\n%(link)s"),
    ),
    "claim": (
        _l("[확산] 전자우편 주소를 확인해 주세요"),
        _l("%(name)s 님, ‘%(organisation)s’ 담당자로 계정을 신청하셨습니다.\n\n"
           "아래 링크에서 비밀번호를 정하면 주소가 확인되고, 운영기관이 신청을 살펴봅니다. "
           "링크는 7일 동안 쓸 수 있습니다.\n\n%(link)s\n\n"
           "신청하신 적이 없다면 이 메일은 지우셔도 됩니다."),
    ),
    "already": (
        _l("[확산] 이미 계정이 있습니다"),
        _l("%(name)s 님, 이 주소로 계정 신청이 들어왔으나 이미 계정이 있습니다. "
           "비밀번호가 생각나지 않으면 아래에서 다시 정해 주세요.\n\n"
           "%(link)s\n\n신청하신 적이 없다면 이 메일은 지우셔도 됩니다."),
    ),
    "claim_waiting": (
        _l("[확산] 새 계정 신청: %(organisation)s"),
        _l("%(claimant)s 님이 ‘%(organisation)s’ 담당자로 계정을 신청했습니다. 아래에서 확인해 주세요.\n\n%(link)s"),
    ),
    "claim_confirmed": (
        _l("[확산] 계정 신청을 받아들였습니다"),
        _l("%(name)s 님, 이제 ‘%(organisation)s’ 기관의 담당자로 쓰실 수 있습니다.\n\n%(link)s"),
    ),
    "claim_declined": (
        _l("[확산] 계정 신청을 받아들이지 못했습니다"),
        _l("%(name)s 님, ‘%(organisation)s’ 담당자로 하신 계정 신청을 받아들이지 못했습니다.\n\n사유: %(reason)s\n\n"
           "신청 정보는 지웠습니다. 다시 신청하실 수 있습니다.\n\n%(link)s"),
    ),
}


def mail_text(kind: str, language: str, path: str, **said: str) -> tuple[str, str]:
    """Subject and body of one of MAILS in the receiver's language; `path` is where its link leads."""
    subject, body = MAILS[kind]
    with force_locale(language):
        return gettext(subject, link="", **said), gettext(body, link=link(path), **said)
