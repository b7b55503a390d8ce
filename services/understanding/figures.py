"""Figures that answers tell of services which have no rules of their own here yet, each with its source.

When such a service gets its rules, its figures move there, and the FAQ takes them from there, as for the others.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from services.law import Constant, Mark

ASSUMED_ON = date(2026, 11, 22)

# Voluntary and freelance insurance
FREELANCE_RETIREMENT = Constant(Fraction(12, 100), Mark.LAW, "freelance schemes: retirement, 12 %")
FREELANCE_DEATH = Constant(Fraction(14, 100), Mark.LAW, "freelance schemes: with death, 14 %")
FREELANCE_DISABILITY = Constant(Fraction(18, 100), Mark.LAW, "freelance schemes: with disability, 18 %")
RATE = Constant(True, Mark.LAW, "by-law on continuing insurance voluntarily: the rate; by month in the table of rates")
VOLUNTARY_COVERS = Constant(
    True,
    Mark.LAW,
    "by-law: old age, death, disability, treatment, funeral; neither unemployment nor the marriage grant",
)
HEALTH_AT_ONCE = Constant(True, Mark.STATED, "paid online, it is confirmed and health entitlement runs at once")
PARTIAL_GIVES_NO_TREATMENT = Constant(True, Mark.LAW, "partial months: no treatment cover comes with them")

# Dependants
SON_UNTIL = Constant(22, Mark.ASSUMED, "a jobless son to 22; the statutes say 18 and 20 too", since=ASSUMED_ON)
FATHER_FROM = Constant(60, Mark.LAW, "a father of 60 completed years, or disabled; supported, insured nowhere")
MOTHER_FROM = Constant(55, Mark.LAW, "a mother of 55 completed years, or disabled; supported, insured nowhere")
HUSBAND_FROM = Constant(60, Mark.LAW, "a husband over 60 or disabled, supported by her, without a pension of his own")
DAUGHTER_UNTIL = Constant("marriage or employment", Mark.LAW, "a daughter until marriage or employment")
SIBLINGS = Constant(False, Mark.LAW, "siblings never")
MOTHERS_CHILDREN = Constant(
    True, Mark.LAW, "an insured woman's children: her husband jobless and uninsured, or legal custody"
)
DEPENDANT_PAPERS = Constant(
    True, Mark.LAW, "identity booklet, national card; study certificate for sons over the age; disability opinion"
)

# Claims on employers
LIST_DUE_MONTHS = Constant(1, Mark.LAW, "Art. 39: the list and its premium by the last day of the next month")
OBJECTION_DAYS = Constant(30, Mark.LAW, "Art. 42: within 30 days of service")
APPEAL_DAYS = Constant(20, Mark.LAW, "Art. 44: 20 days to the board of appeal")
APPEAL_ABOVE = Constant(1_500_000, Mark.LAW, "Art. 44: when the claim exceeds 1,500,000 rials")
WARNING = Constant(timedelta(hours=48), Mark.LAW, "a warning: pay or arrange within 48 hours")
ENFORCED = Constant(True, Mark.LAW, "Art. 50: enforced as an official deed")
MOST_INSTALMENTS = Constant(36, Mark.LAW, "Art. 46: at most 36 monthly instalments")
INSTALMENT_RATE = Constant(Fraction(12, 100), Mark.LAW, "12 % a year on the remaining balance")
ONE_MISSED = Constant(True, Mark.LAW, "one missed instalment makes the whole balance due")
AGREEMENT = Constant(True, Mark.STATED, "once accepted: instalments, objections, contract calculation online")

# Clearance
WITHHELD = Constant(Fraction(5, 100), Mark.LAW, "Art. 38: 5 % and the last payment, until the certificate")
WITH_MATERIALS = Constant(
    "7.78", Mark.LAW, "7 % and a ninth of it, of the gross, where the contractor brings materials"
)
LABOUR_ONLY = Constant("16.67", Mark.LAW, "15 % and a ninth of it, of the gross, labour alone")
STATE_WORKS = Constant("6.6", Mark.LAW, "state-funded works with a price list: 1.6 contractor and 5 principal")
CONSULTING = Constant("15.6", Mark.LAW, "consulting contracts")
CLEARANCE_CHECKED = Constant(True, Mark.STATED, "seen by both, its authenticity checkable by anyone")

# Certificates
CERTIFICATE = Constant(True, Mark.STATED, "issued online, given encrypted to whom the holder chooses, not to be forged")
CERTIFICATE_CHECKED = Constant(True, Mark.STATED, "verified by code or QR without an account")

# The Organisation
LINE = Constant("1420", Mark.STATED, "the round-the-clock public line")
USSD = Constant("*4*1420#", Mark.STATED, "the code that any telephone dials")
PORTAL = Constant("es.tamin.ir", Mark.STATED, "the portal; eservices.tamin.ir before")
OFFICE_HOURS = Constant(True, Mark.ASSUMED, "the hours in which the desk is staffed are ours", since=ASSUMED_ON)
SERVICES = Constant(30, Mark.STATED, "the 3070 plan: 30 online services")
NOT_OURS = Constant(True, Mark.STATED, "not among the services of this assistant; said politely, with where to go")
WHERE_IT_IS = Constant(True, Mark.ASSUMED, "where the matter belongs, by common knowledge", since=ASSUMED_ON)
GRANT_BY_ITSELF = Constant(True, Mark.STATED, "decided and paid at month-end without any request")
EACH_SPOUSE = Constant(True, Mark.LAW, "Art. 85, note 2: each spouse who qualifies is paid")
WAITS_FOR_ACCOUNT = Constant(True, Mark.STATED, "without account or mobile it waits and is tried again each month-end")
