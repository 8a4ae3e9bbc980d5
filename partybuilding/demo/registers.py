"""What the three communities have, each entry from a day until a day. Made up, but it adds up.

Gross floor area at quarter end, m²:   2004Q3  2004Q4  2005Q1  2005Q2  2005Q3
                       秦凤路 qinfenglu     98     220     220     236     236
                       东关   dongguan      94     128     162     186     186
                       东湖路 donghulu     110     110     128     102     102
"""

from typing import NamedTuple

from communities.models import Community, Compound, Equipment, Room, SocialOrganisation, SurveyPart


class CommunityRow(NamedTuple):
    branch: str
    branch_since: str
    established_posts: int
    assembly: Community.Assembly
    assembly_since: str
    city_civilised_since: str = ""


COMMUNITIES: dict[str, CommunityRow] = {
    "qinfenglu": CommunityRow(
        "中共秦凤路社区支部委员会", "2001-03-01", 4, Community.Assembly.REPRESENTATIVE, "2004-08-20", "2005-11-08"
    ),
    "dongguan": CommunityRow(
        "中共东关社区支部委员会", "2000-04-01", 3, Community.Assembly.REPRESENTATIVE, "2004-11-10"
    ),
    "donghulu": CommunityRow("中共东湖路社区支部委员会", "1998-06-01", 3, Community.Assembly.ASSEMBLY, "2005-01-20"),
}

# --- 摸底 Survey: subject, finished on, number counted, findings ------------------------------------------------------

POPULATION, MEMBERS = SurveyPart.Subject.POPULATION, SurveyPart.Subject.MEMBERS
UNITS, FACILITIES, RESOURCES = (
    SurveyPart.Subject.RESIDENT_UNITS,
    SurveyPart.Subject.FACILITIES,
    SurveyPart.Subject.RESOURCES,
)


class Survey(NamedTuple):
    subject: SurveyPart.Subject
    finished_on: str
    figure: int | None
    findings: str


SURVEYS: dict[str, list[Survey]] = {
    "qinfenglu": [
        Survey(POPULATION, "2004-08-25", 8632, "常住 2,710 户，流动人口约占一成。"),
        Survey(MEMBERS, "2004-08-31", 294, "所属党员 58 名，其余为在职、流动、离退休和两新组织党员。"),
        Survey(UNITS, "2004-09-06", 6, "六个驻区单位均愿意参加共建。"),
        Survey(FACILITIES, "2004-09-15", 11, "健身点 4 处，宣传栏 7 处。"),
        Survey(RESOURCES, "2004-09-20", None, "学校操场、单位会议室可在周末开放。"),
    ],
    "dongguan": [
        Survey(POPULATION, "2004-09-02", 9875, "常住 3,060 户，老年人比例较高。"),
        Survey(MEMBERS, "2004-09-08", 269, "所属党员 52 名，企业离退休党员较多。"),
        Survey(UNITS, "2004-09-14", 5, "驻区单位五个，以企业为主。"),
        Survey(FACILITIES, "2004-09-24", 7, "设施分散，医疗服务点缺乏。"),
        Survey(RESOURCES, "2004-09-28", None, "企业闲置房屋可协商租用。"),
    ],
    "donghulu": [
        Survey(POPULATION, "2004-09-10", 5140, "常住 1,580 户，平房院落较多。"),
        Survey(MEMBERS, "2004-09-18", 207, "所属党员 41 名，流动党员底数不清。"),
        Survey(UNITS, "2004-09-27", 4, "驻区单位四个。"),
        Survey(FACILITIES, "2004-10-22", 4, "设施少，多数需要维修。"),
        Survey(RESOURCES, "2004-11-05", None, "可利用场地有限。"),
    ],
}

# --- 用房 Rooms -------------------------------------------------------------------------------------------------------

PARTY_OFFICE, COMMITTEE_OFFICE = Room.Use.PARTY_OFFICE, Room.Use.COMMITTEE_OFFICE
POLICE, CLINIC, LABOUR = Room.Use.POLICE, Room.Use.CLINIC, Room.Use.ALLOWANCE_LABOUR
SERVICE, ACTIVITY, OTHER_ROOM = Room.Use.SERVICE, Room.Use.ACTIVITY, Room.Use.OTHER


class RoomRow(NamedTuple):
    name: str
    use: Room.Use
    area: str  # m²
    since: str
    until: str = ""
    second_use: str = ""
    remark: str = ""


ROOMS: dict[str, list[RoomRow]] = {
    "qinfenglu": [
        RoomRow("办公楼二层东", PARTY_OFFICE, "24", "2001-05-01"),
        RoomRow("办公楼二层西", COMMITTEE_OFFICE, "32", "2001-05-01"),
        RoomRow("办公楼一层北", ACTIVITY, "42", "2003-01-10", "2004-12-20", remark="搬入临街活动站"),
        RoomRow("临街一号", POLICE, "18", "2004-10-20"),
        RoomRow("临街二号", LABOUR, "20", "2004-11-01"),
        RoomRow("临街三号", SERVICE, "38", "2004-11-15"),
        RoomRow("临街四号", CLINIC, "26", "2004-12-10"),
        RoomRow("临街二层", ACTIVITY, "62", "2004-12-21"),
        RoomRow("图书阅览室", OTHER_ROOM, "16", "2005-05-10"),
        RoomRow("老年书画室", OTHER_ROOM, "14.5", "2005-11-01"),
    ],
    "dongguan": [
        RoomRow("一层南", PARTY_OFFICE, "22", "2000-06-01"),
        RoomRow("一层北", COMMITTEE_OFFICE, "30", "2000-06-01"),
        RoomRow("活动室", ACTIVITY, "42", "2002-10-01", "2005-06-14", remark="扩建"),
        RoomRow("门房东侧", LABOUR, "18", "2004-11-20"),
        RoomRow("门房西侧", POLICE, "16", "2004-12-01"),
        RoomRow("二层南", SERVICE, "34", "2005-03-10"),
        RoomRow("扩建后的活动室", ACTIVITY, "66", "2005-06-15"),
        RoomRow("第二间活动室", ACTIVITY, "20", "2005-10-08", remark="租用，租期自 2005 年 10 月 8 日起"),
    ],
    "donghulu": [
        RoomRow("院内正房", PARTY_OFFICE, "36", "2001-03-01", second_use=COMMITTEE_OFFICE, remark="两块牌子，一间办公"),
        RoomRow("院内东厢", ACTIVITY, "48", "2003-04-01"),
        RoomRow("借用门面房", SERVICE, "26", "2002-09-01", "2005-03-31", remark="出借单位收回"),
        RoomRow("院内西厢南", LABOUR, "18", "2005-02-20"),
        RoomRow("院内西厢北", SERVICE, "18", "2005-10-08"),
    ],
}

# --- 设施 Equipment: kind, how many, since, until ---------------------------------------------------------------------

TELEPHONE, TELEVISION, COMPUTER = Equipment.Kind.TELEPHONE, Equipment.Kind.TELEVISION, Equipment.Kind.COMPUTER
DISC_PLAYER, FURNITURE, CABINET = Equipment.Kind.DISC_PLAYER, Equipment.Kind.FURNITURE, Equipment.Kind.CABINET


class EquipmentRow(NamedTuple):
    kind: Equipment.Kind
    quantity: int
    since: str
    until: str = ""
    remark: str = ""


EQUIPMENT: dict[str, list[EquipmentRow]] = {
    "qinfenglu": [
        EquipmentRow(TELEPHONE, 2, "2001-05-01"),
        EquipmentRow(FURNITURE, 24, "2001-05-01"),
        EquipmentRow(CABINET, 3, "2002-03-01"),
        EquipmentRow(TELEVISION, 1, "2003-01-10"),
        EquipmentRow(COMPUTER, 2, "2004-10-28", remark="民政局配备"),
        EquipmentRow(DISC_PLAYER, 1, "2004-11-18", remark="宣传部配备"),
        EquipmentRow(COMPUTER, 1, "2005-10-20"),
    ],
    "dongguan": [
        EquipmentRow(TELEPHONE, 1, "2000-06-01"),
        EquipmentRow(FURNITURE, 18, "2000-06-01"),
        EquipmentRow(CABINET, 2, "2001-09-01"),
        EquipmentRow(TELEVISION, 1, "2004-12-15"),
        EquipmentRow(COMPUTER, 1, "2005-03-22", remark="财政局配备"),
        EquipmentRow(DISC_PLAYER, 1, "2005-06-20", remark="驻区单位赞助"),
    ],
    "donghulu": [
        EquipmentRow(TELEPHONE, 1, "2001-03-01"),
        EquipmentRow(FURNITURE, 10, "2001-03-01"),
        EquipmentRow(CABINET, 1, "2003-04-01"),
        EquipmentRow(TELEVISION, 1, "2003-04-01", "2005-01-15", remark="损坏报废"),
        EquipmentRow(TELEVISION, 1, "2005-03-05"),
        EquipmentRow(COMPUTER, 1, "2005-10-12", remark="组织部调剂"),
    ],
}

# --- 小区 Compounds ---------------------------------------------------------------------------------------------------

COUNTY, CITY = Compound.Level.COUNTY, Compound.Level.CITY


class CompoundRow(NamedTuple):
    name: str
    households: int
    since: str = "2001-01-01"
    until: str = ""
    certified: str = ""
    certified_until: str = ""
    level: str = ""
    remark: str = ""


COMPOUNDS: dict[str, list[CompoundRow]] = {
    # 0/8, 1/8, 2/9, 3/9, 4/9 at the end of the five quarters; the fifth came on 28 October 2005.
    "qinfenglu": [
        CompoundRow("秦凤花园", 420, certified="2004-12-15", level=COUNTY),
        CompoundRow("凤鸣苑", 388, certified="2005-03-18", level=COUNTY),
        CompoundRow("雍城小区", 356, certified="2005-06-10", level=CITY),
        CompoundRow("供销家属院", 214, certified="2005-09-08", level=COUNTY),
        CompoundRow("教师公寓", 180, certified="2005-10-28", level=COUNTY),
        CompoundRow("粮油家属院", 165),
        CompoundRow("北街小区", 402),
        CompoundRow("机关家属院", 297),
        CompoundRow("新秦苑", 288, "2005-02-01", remark="新建交付"),
    ],
    # 0/12, 1/12, 1/11, 3/12, 4/12: one was pulled down, one was built.
    "dongguan": [
        CompoundRow("东关一号院", 310, certified="2004-12-20", level=COUNTY),
        CompoundRow("东关二号院", 285, certified="2005-05-25", level=COUNTY),
        CompoundRow("机械厂家属院", 460, certified="2005-06-16", level=COUNTY),
        CompoundRow("印刷厂家属院", 174, certified="2005-09-20", level=COUNTY),
        CompoundRow("纺织厂家属院", 398),
        CompoundRow("运输公司家属院", 226),
        CompoundRow("东门小区", 341),
        CompoundRow("建材家属院", 152),
        CompoundRow("仓坡院", 96),
        CompoundRow("东岭小区", 274),
        CompoundRow("药材公司家属院", 118),
        CompoundRow("老车站院", 84, until="2005-02-28", remark="拆迁"),
        CompoundRow("关中新苑", 226, "2005-04-20", remark="新建交付"),
    ],
    # 0/7, 1/7, 1/7, 1/7, 1/7: one certificate was withdrawn, another compound earned one.
    "donghulu": [
        CompoundRow("东湖花园", 318, certified="2005-06-20", level=COUNTY),
        CompoundRow("康乐小区", 265, certified="2004-11-30", certified_until="2005-05-31", level=COUNTY,
                    remark="复查不合格，摘牌"),
        CompoundRow("柳林院", 140),
        CompoundRow("湖滨院", 233),
        CompoundRow("饮食公司家属院", 126),
        CompoundRow("东湖新村", 352),
        CompoundRow("园林处家属院", 146),
    ],
}  # fmt: skip

# --- 社会组织 Social organisations: name, kind, functions taken over, since -------------------------------------------

ASSOCIATION, PRIVATE_UNIT = SocialOrganisation.Kind.ASSOCIATION, SocialOrganisation.Kind.PRIVATE_UNIT


class OrganisationRow(NamedTuple):
    name: str
    kind: SocialOrganisation.Kind
    functions: int
    since: str


ORGANISATIONS: dict[str, list[OrganisationRow]] = {
    "qinfenglu": [
        OrganisationRow("秦凤路社区老年人协会", ASSOCIATION, 2, "2003-03-01"),
        OrganisationRow("秦凤路社区志愿者协会", ASSOCIATION, 3, "2004-11-10"),
        OrganisationRow("凤鸣家政服务站", PRIVATE_UNIT, 2, "2005-04-15"),
        OrganisationRow("秦凤路社区书画协会", ASSOCIATION, 1, "2005-10-18"),
    ],
    "dongguan": [
        OrganisationRow("东关社区老年人协会", ASSOCIATION, 1, "2002-05-01"),
        OrganisationRow("东关托老所", PRIVATE_UNIT, 1, "2005-05-08"),
    ],
    "donghulu": [OrganisationRow("东湖路社区秧歌队", ASSOCIATION, 1, "2005-02-01")],
}
