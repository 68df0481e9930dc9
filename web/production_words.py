"""What `hwaksan check-production` says of each matter, in both languages; every sentence says what to do."""

from __future__ import annotations

SAID = {
    "secret-key": (
        "비밀 키가 짧거나 짐작하기 쉽습니다. `hwaksan keys new`나 python3 -c \"import secrets; "
        "print(secrets.token_hex(32))\"로 새로 만들어 주세요.",
        "A secret key is short or easily guessed. Make a new one with `hwaksan keys new` or python3 -c \"import "
        "secrets; print(secrets.token_hex(32))\".",
    ),
    "key-file": (
        "비밀 키 파일 {file}을 서버의 다른 사용자가 열 수 있습니다. chmod 600으로 막고 키를 바꿔 주세요.",
        "Other users of the machine may open the key file {file}. Keep them out by chmod 600, then replace the key.",
    ),
    "key-age": (
        "비밀 키를 바꾼 지 {days:,}일이 지났습니다. `hwaksan keys new`로 바꿔 주세요.",
        "The secret key was replaced {days:,} days ago. Replace it with `hwaksan keys new`.",
    ),
    "older-keys": (
        "2단계 인증 {count:,}개가 이전 비밀 키를 씁니다. `hwaksan keys apply`로 옮겨 주세요.",
        "{count:,} second factors stand under an older secret key. Run `hwaksan keys apply`.",
    ),
    "address": (
        "HWAKSAN_BASE_URL에 https://로 시작하는 공개 주소를 적어 주세요. 적지 않으면 쿠키가 암호화되지 않은 "
        "연결로도 오가고, 어떤 서버 이름으로 불러도 응답합니다.",
        "Set HWAKSAN_BASE_URL to the public address with https://. Without it cookies travel over plain "
        "connections too, and any host name is answered to.",
    ),
    "proxies": (
        "HWAKSAN_PROXIES에 앞에 둔 TLS 프록시의 수를 적어 주세요. 0이면 모든 이용자를 한 사람으로 셉니다.",
        "Set HWAKSAN_PROXIES to the number of TLS proxies in front. With 0 all clients are counted as one.",
    ),
    "metrics-token": (
        "HWAKSAN_METRICS_TOKEN이 짧습니다. 무작위 {characters}자 이상으로 바꿔 주세요.",
        "HWAKSAN_METRICS_TOKEN is short. Make it {characters} random characters or more.",
    ),
    "second-factor": (
        "2단계 인증을 운영기관에만 요구합니다. 모두에게 요구하려면 HWAKSAN_SECOND_FACTOR=all을 적어 주세요.",
        "A second factor is asked of the programme office only; HWAKSAN_SECOND_FACTOR=all asks it of everybody.",
    ),
    "database-file": (
        "서버의 다른 사용자가 {file} 파일을 열 수 있습니다. chmod 600으로 막아 주세요.",
        "Other users of the machine may open {file}. Keep them out by chmod 600.",
    ),
    "no-mail": (
        "메일 서버가 없어 초대 메일과 비밀번호 메일이 나가지 않습니다. HWAKSAN_MAIL_URL을 적어 주세요.",
        "There is no mail server, so invitations and new passwords do not go out. Set HWAKSAN_MAIL_URL.",
    ),
    "mail-line": (
        "메일이 암호화되지 않은 연결로 나갑니다. HWAKSAN_MAIL_URL을 smtps://로 바꾸거나 tls=1을 붙여 주세요.",
        "Mail goes out over a plain connection. Use smtps:// in HWAKSAN_MAIL_URL, or add tls=1.",
    ),
    "rate-limit": (
        "작업 프로세스 {workers}개가 로그인 시도를 따로 세어 {workers}배까지 받아 줍니다. HWAKSAN_RATE_LIMIT_URL을 "
        "적어 주세요.",
        "{workers} worker processes count attempts to sign in each for itself, so {workers} times as many may be "
        "made. Set HWAKSAN_RATE_LIMIT_URL.",
    ),
    "rate-limit-line": (
        "전자우편 주소가 든 횟수가 암호화되지 않은 연결로 오갑니다. HWAKSAN_RATE_LIMIT_URL을 rediss://로 바꿔 "
        "주세요.",
        "Counts, which name mail addresses, travel over a plain connection. Use rediss:// in "
        "HWAKSAN_RATE_LIMIT_URL.",
    ),
    "database-line": (
        "데이터베이스와 암호화되지 않은 연결로도 통신합니다. HWAKSAN_DATABASE_URL에 "
        "?sslmode=verify-full&sslrootcert=system을 붙여 주세요.",
        "The line to the database may be plain. Add ?sslmode=verify-full&sslrootcert=system to "
        "HWAKSAN_DATABASE_URL.",
    ),
    "database-server": (
        "데이터베이스 서버가 맞는지 확인하지 않습니다(sslmode={mode}). sslmode=verify-full이면 확인합니다.",
        "Whether it is the right database server is not checked (sslmode={mode}); sslmode=verify-full checks it.",
    ),
    "database-rights": (
        "데이터베이스 역할에 관리자 권한이 있습니다. docs/operations/roles.sql의 hwaksan 역할을 써 주세요.",
        "The role of the database has rights of an administrator. Use the role hwaksan of "
        "docs/operations/roles.sql.",
    ),
    "database-owner": (
        "데이터베이스 역할이 표 {tables}개의 소유자라 결정의 잠금도 풀 수 있습니다. docs/operations/roles.sql의 "
        "hwaksan 역할을 써 주세요.",
        "The role of the database owns {tables} tables, so it may take the lock off decisions. Use the role "
        "hwaksan of docs/operations/roles.sql.",
    ),
    "migrations": (
        "데이터베이스가 이 판의 구조가 아닙니다. `hwaksan init`을 실행해 주세요.",
        "The database does not have the schema of this version. Run `hwaksan init`.",
    ),
    "backup": (
        "최근 하루 안에 한 백업이 없습니다. hwaksan-backup.timer를 켜거나 `hwaksan backup`을 실행해 주세요.",
        "There is no backup of the last day. Start hwaksan-backup.timer or run `hwaksan backup`.",
    ),
    "examples": (
        "시연용 예시 계정 {accounts}개가 있습니다. 시연에 쓰지 않은 새 데이터베이스를 써 주세요.",
        "{accounts} example accounts of a demonstration are here. Use a new database that no demonstration has "
        "filled.",
    ),
    "public-address": (
        "{address}에 안전하게 연결하지 못했습니다({reason}). 인증서와 프록시를 확인해 주세요.",
        "{address} could not be reached safely ({reason}). See to the certificate and the proxy.",
    ),
    "public-headers": (
        "{address}의 응답에 Strict-Transport-Security가 없습니다. 프록시가 머리글을 지우는지 확인해 주세요.",
        "{address} answers without Strict-Transport-Security. See whether the proxy takes headers away.",
    ),
    "plain-address": (
        "{address}에서 암호화되지 않은 연결로 {path}에 응답합니다({status}). 프록시를 "
        "docs/operations/nginx.conf처럼 설정해 주세요.",
        "{address} answers {path} over a plain connection ({status}). Set the proxy up as in "
        "docs/operations/nginx.conf.",
    ),
}
