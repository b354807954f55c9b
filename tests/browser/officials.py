"""The officials that tests in a browser sign in as: their offices and names."""

from surveys.models import OfficeRole

OFFICIALS = {
    "reviewer": OfficeRole.DISTRICT_REVIEWER,
    "officer": OfficeRole.MUNICIPAL_OFFICER,
    "analyst": OfficeRole.ANALYST,
    "system": OfficeRole.SYSTEM_ADMIN,
    "security": OfficeRole.SECURITY_ADMIN,
    "auditor": OfficeRole.AUDIT_ADMIN,
    "expert": OfficeRole.EXPERT,
    "newcomer": OfficeRole.ANALYST,
    "appointed": OfficeRole.ANALYST,
    "reviewer_zh": OfficeRole.DISTRICT_REVIEWER,
    "reviewer_en": OfficeRole.DISTRICT_REVIEWER,
    "officer_zh": OfficeRole.MUNICIPAL_OFFICER,
    "officer_en": OfficeRole.MUNICIPAL_OFFICER,
}
NAMES = {
    "reviewer": "冉建国",
    "officer": "秦海燕",
    "analyst": "龚雨桐",
    "system": "程磊",
    "security": "廖志强",
    "auditor": "蒋晓燕",
    "expert": "蒋明远",
    "newcomer": "王新",
    "appointed": "任远",
    "reviewer_zh": "何平",
    "reviewer_en": "杜江",
    "officer_zh": "陈璐",
    "officer_en": "向阳",
}
WITHOUT_FACTOR = {"newcomer", "appointed"}
