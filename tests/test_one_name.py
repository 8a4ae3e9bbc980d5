"""One thing, one name: words the glossary has another for stand nowhere in what is shown, printed or exported.

What is shown comes from the catalogue (pages, papers, column heads, names in the staff pages) and from the Chinese that
the sources themselves hold: templates, the typesetting of papers, the words of the demonstration are data.
"""

import re
from collections.abc import Iterator

import polib
import pytest

from tests.test_project import ROOT, name_of

CHINESE = {
    "必达目标|硬指标|硬目标": "必达指标",
    "谁能补上|责任部门|牵头部门": "责任单位",
    "台账事项|事项台账|督办项|督办台账|(?<!新)列入台账": "督办事项",
    "(?<!确)已办结|已关闭事项|已销项": "已销号",
    "整改期限|办结时限|办理时限": "办理期限",
    "报送期限|上报期限|上报时限": "报送时限",
    "审核期限": "审核时限",
    "完成期限": "完成时限",
    "驻地单位|辖区单位|居住单位": "驻社区单位",
    "慰问|看望": "走访",
    "季度报表|季度工作报告": "季度报告",
    "离目标更远": "与目标差距扩大",
    "照最近": "按近",
    "填回": "恢复",
    "不要了": "放弃",
    "正好": "the figure alone",
    "下一步打算|下步打算": "下季度工作打算",
    "查看详情": "查看明细",
    "没有确认": "未确认",
    "三个点(?!位)": "三个示范点",
    "示范社区|试点社区|示范基地": "示范点",
    "台帐": "台账",
    "数据时间|统计截止": "数据截至",
    "变化记录": "修改记录",
}
ENGLISH = {
    r"hard targets?": "required indicator",
    r"\b[Ll]edger": "action item",
    r"\banswers? for\b|\b[Ww]ho answers\b": "responsible unit",
    r"\b[Dd]eadline": "due date",
    r"\b[Cc]lose-out": "closure",
    r"\b[Ii]n hand\b": "in progress",
    r"demonstration (?:site|point)s?": "pilot",
    r"\burged?\b": "remind",
    r"[Oo]rgani[sz]ation Bureau|Propaganda": "Organisation Department, Publicity Department",
    r"\bmasses\b": "residents",
    r"[Cc]an close (?:it|a gap)": "responsible unit",
    r"\binhabitant": "resident",
}
# In a sentence it is called in full; alone, or behind the quarter's name, 季报 is the name for narrow places.
SHORT_IN_A_SENTENCE = re.compile(r"(?<!%\(quarter\)s)(?<!本)季报.*。$")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|^\s*#.*?$|  # .*?$|\"\"\".*?\"\"\"", re.DOTALL | re.MULTILINE)
# Official names and set phrases that hold a word of the table.
DATA = ("demo", "migrations", "plans")


def catalogue() -> Iterator[tuple[str, str, str]]:
    """Yield each text of the catalogue: where it is from, in English, in Chinese."""
    for entry in polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po")):
        english = [text for text in (entry.msgid, entry.msgid_plural) if text]
        chinese = [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
        yield entry.msgid, "\n".join(english), "\n".join(chinese)


def sources() -> Iterator[tuple[str, str]]:
    """Yield the files that may hold words of the interface, without their comments."""
    for folder in ("partybuilding", "communities", "fengxiang", "templates", "static/js"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".js"} and not set(path.relative_to(ROOT).parts) & set(DATA):
                yield name_of(path), COMMENT.sub(" ", path.read_text())


def named_otherwise(text: str, table: dict[str, str]) -> list[str]:
    """Return the words of a text that the glossary has another for, each with that other."""
    return [f"{hit[0]} → {name}" for word, name in table.items() if (hit := re.search(word, text))]


def test_the_catalogue_calls_each_thing_by_its_one_name() -> None:
    texts = list(catalogue())
    wrong = {where: named_otherwise(chinese, CHINESE) for where, _english, chinese in texts}
    wrong |= {where: found for where, english, _chinese in texts if (found := named_otherwise(english, ENGLISH))}
    assert {where: words for where, words in wrong.items() if words} == {}


def test_sentences_call_the_quarterly_report_in_full() -> None:
    assert [chinese for _where, _english, chinese in catalogue() if SHORT_IN_A_SENTENCE.search(chinese)] == []


def test_the_sources_call_each_thing_by_its_one_name() -> None:
    texts = dict(sources())
    assert len(texts) > 500
    assert {name: words for name, text in texts.items() if (words := named_otherwise(text, CHINESE))} == {}


@pytest.mark.parametrize("table", [CHINESE, ENGLISH])
def test_no_name_of_the_table_is_itself_another_s_wrong_one(table: dict[str, str]) -> None:
    assert {name: words for name in table.values() if (words := named_otherwise(name, table))} == {}


def test_a_command_says_its_chinese_with_the_colon_of_chinese() -> None:
    loose = re.compile(r"self\.stdout\.write\(f\"[^\"]*}: {")
    commands = [path for path in ROOT.rglob("management/commands/*.py") if ".venv" not in path.parts]
    assert len(commands) > 5
    assert [path.name for path in commands if loose.search(path.read_text())] == []


def test_a_wrong_name_would_be_found() -> None:
    assert named_otherwise("本页列出台账事项", CHINESE) == ["台账事项 → 督办事项"]
    assert named_otherwise("Who answers for it", ENGLISH) == ["Who answers → responsible unit"]
    assert named_otherwise("of 6 hard targets", ENGLISH) == ["hard targets → required indicator"]
    assert SHORT_IN_A_SENTENCE.search("季报尚未填写完整。")
    assert not SHORT_IN_A_SENTENCE.search("%(quarter)s季报填报")
    assert COMMENT.sub("", "{# 台账事项 #}") == ""
