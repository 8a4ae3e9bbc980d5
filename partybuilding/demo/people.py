"""Who is who in the demonstration: accounts, and the cadres of the three communities. No person of this name exists."""

from dataclasses import dataclass
from typing import NamedTuple

from communities.models import AdminDuty, Cadre, Role

CHECKER = "zuzhibu"  # the account that keeps the registers and checks the reports
COLLEAGUE = "zuzhibu2"  # the account that closes what the first one did


class Account(NamedTuple):
    username: str
    name: str
    role: Role
    unit: str = ""
    community: str = ""
    duty: str = AdminDuty.ACCOUNTS  # of a system administrator


ACCOUNTS = [
    Account("admin", "孙某", Role.SYSADMIN),
    Account("anquan", "沈某", Role.SYSADMIN, duty=AdminDuty.POLICY),
    Account("shenji", "卫某", Role.SYSADMIN, duty=AdminDuty.AUDIT),
    Account(CHECKER, "周某", Role.DEPARTMENT, unit="zuzhibu"),
    Account("zuzhibu2", "吴某", Role.DEPARTMENT, unit="zuzhibu"),
    Account("chengguan", "郑某", Role.TOWN, unit="chengguan"),
    Account("qinfenglu", "王某", Role.SECRETARY, community="qinfenglu"),
    Account("dongguan", "李某", Role.SECRETARY, community="dongguan"),
    Account("donghulu", "张某某", Role.SECRETARY, community="donghulu"),
    Account("minzhengju", "赵某", Role.MEMBER, unit="minzhengju"),
    Account("caizhengju", "钱某", Role.MEMBER, unit="caizhengju"),
    Account("chengjianju", "冯某", Role.MEMBER, unit="chengjianju"),
    Account("weishengju", "曹某", Role.MEMBER, unit="weishengju"),
    Account("xuanchuanbu", "韩某", Role.MEMBER, unit="xuanchuanbu"),
]


@dataclass(frozen=True, kw_only=True)
class Person:
    """One time in post: days as 2004-12-10, the month of birth as 1958.03."""

    name: str
    sex: Cadre.Sex
    born: str
    education: Cadre.Education
    channel: Cadre.Channel
    since: str
    until: str = ""
    branch: str = ""  # post on the branch
    committee: str = ""  # post on the residents' committee; on neither: general staff
    source: Cadre.Source = Cadre.Source.OTHER
    heads_unit: str = ""
    waiver: tuple[str, str, str] | None = None  # reason, approved by, approved on
    remark: str = ""


MAN, WOMAN = Cadre.Sex.MALE, Cadre.Sex.FEMALE
JUNIOR_HIGH, SENIOR_HIGH = Cadre.Education.JUNIOR_HIGH, Cadre.Education.SENIOR_HIGH
COLLEGE, UNIVERSITY = Cadre.Education.JUNIOR_COLLEGE, Cadre.Education.UNIVERSITY
ELECTED, ASSIGNED = Cadre.Channel.ELECTED, Cadre.Channel.ASSIGNED
EMPLOYED, CONCURRENT = Cadre.Channel.EMPLOYED, Cadre.Channel.CONCURRENT
GRADUATE, EX_SOLDIER, LAID_OFF = Cadre.Source.GRADUATE, Cadre.Source.EX_SOLDIER, Cadre.Source.LAID_OFF
SECRETARY, DIRECTOR = Cadre.BranchPost.SECRETARY, Cadre.CommitteePost.DIRECTOR
DEPUTY, MEMBER = Cadre.BranchPost.DEPUTY.value, Cadre.BranchPost.MEMBER.value  # the same word on either committee

CADRES: dict[str, list[Person]] = {
    # Five since the end of 2004; the secretary is the director as well since the election of December 2004.
    "qinfenglu": [
        Person(name="王某", sex=MAN, born="1958.03", education=COLLEGE, channel=ASSIGNED, since="2001-03-01",
             until="2004-12-09", branch=SECRETARY),
        Person(name="王某", sex=MAN, born="1958.03", education=COLLEGE, channel=ELECTED, since="2004-12-10",
             branch=SECRETARY, committee=DIRECTOR,
               remark="换届选举后一肩挑"),
        Person(name="孙某", sex=WOMAN, born="1953.06", education=SENIOR_HIGH, channel=ELECTED, since="1999-05-01",
             until="2004-12-09", committee=DIRECTOR,
               remark="换届离任"),
        Person(name="李某", sex=WOMAN, born="1963.11", education=SENIOR_HIGH, channel=ELECTED, since="2001-03-01",
             branch=DEPUTY, committee=DEPUTY),
        Person(name="张某", sex=MAN, born="1971.08", education=SENIOR_HIGH, channel=ELECTED, since="2002-06-01",
             branch=MEMBER, committee=MEMBER,
               source=EX_SOLDIER),
        Person(name="赵某", sex=WOMAN, born="1979.04", education=UNIVERSITY, channel=ELECTED, since="2004-12-10",
             committee=MEMBER, source=GRADUATE),
        Person(name="陈某", sex=MAN, born="1956.09", education=COLLEGE, channel=CONCURRENT, since="2004-12-20",
             branch=MEMBER, heads_unit="凤鸣小学"),
        Person(name="刘某", sex=WOMAN, born="1968.02", education=SENIOR_HIGH, channel=EMPLOYED, since="2004-11-01",
             source=LAID_OFF),
        Person(name="周某某", sex=MAN, born="1980.07", education=COLLEGE, channel=EMPLOYED, since="2005-03-01",
             source=GRADUATE),
    ],
    # Six since July 2005: one too many. One man turned 56 in August 2005 and has a waiver.
    "dongguan": [
        Person(name="李某", sex=MAN, born="1955.06", education=COLLEGE, channel=ASSIGNED, since="2000-04-01",
             branch=SECRETARY),
        Person(name="高某", sex=WOMAN, born="1957.02", education=SENIOR_HIGH, channel=ELECTED, since="2000-04-01",
             branch=DEPUTY, committee=DIRECTOR),
        Person(name="杨某", sex=MAN, born="1949.08", education=SENIOR_HIGH, channel=ELECTED, since="2001-09-01",
             committee=DEPUTY,
               waiver=("方案印发时在任，群众基础好，同意任至本届届满", "县委组织部", "2005-08-10")),
        Person(name="吴某", sex=WOMAN, born="1968.12", education=SENIOR_HIGH, channel=ELECTED, since="2003-05-01",
             committee=MEMBER, source=LAID_OFF),
        Person(name="徐某", sex=MAN, born="1976.01", education=COLLEGE, channel=ASSIGNED, since="2004-11-15",
             branch=MEMBER, source=EX_SOLDIER),
        Person(name="马某", sex=WOMAN, born="1981.10", education=UNIVERSITY, channel=ELECTED, since="2005-07-12",
             committee=MEMBER, source=GRADUATE),
        Person(name="胡某", sex=WOMAN, born="1972.05", education=SENIOR_HIGH, channel=ASSIGNED, since="2003-08-01",
             until="2005-06-14"),
        Person(name="胡某", sex=WOMAN, born="1972.05", education=SENIOR_HIGH, channel=EMPLOYED, since="2005-06-15",
             remark="改签聘用合同"),
        Person(name="朱某", sex=MAN, born="1978.03", education=SENIOR_HIGH, channel=EMPLOYED, since="2004-12-01",
             source=EX_SOLDIER),
    ],
    # Three since June 2005. The secretary turned 56 in March 2005, without a waiver; one member is not elected.
    "donghulu": [
        Person(name="张某某", sex=MAN, born="1949.03", education=SENIOR_HIGH, channel=ASSIGNED, since="1998-06-01",
             branch=SECRETARY),
        Person(name="何某", sex=WOMAN, born="1960.07", education=SENIOR_HIGH, channel=ELECTED, since="2002-05-01",
             branch=DEPUTY, committee=DIRECTOR),
        Person(name="郭某", sex=MAN, born="1970.10", education=SENIOR_HIGH, channel=ASSIGNED, since="2003-03-01",
             committee=MEMBER, source=LAID_OFF),
        Person(name="林某", sex=WOMAN, born="1952.05", education=JUNIOR_HIGH, channel=ELECTED, since="1999-04-01",
             until="2005-05-31", committee=MEMBER,
               remark="因年龄离任"),
        Person(name="罗某", sex=WOMAN, born="1974.09", education=SENIOR_HIGH, channel=ASSIGNED, since="2003-10-01",
             source=LAID_OFF),
        Person(name="梁某", sex=MAN, born="1982.01", education=COLLEGE, channel=EMPLOYED, since="2005-10-17",
             source=GRADUATE),
    ],
}  # fmt: skip
