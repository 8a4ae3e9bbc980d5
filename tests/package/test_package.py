"""A plan as a data package: all of it and nothing else, read by its description alone, refused if a bit is wrong."""

import csv
import io
import json
import random
import re
import stat
import zlib
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models

from communities.models import Community, Room, Unit, User
from partybuilding.models import FieldValue, FileSum, Milestone, Plan, Report
from partybuilding.package import actions
from partybuilding.package.actions import PackageError, make_package
from partybuilding.package.proof import flaws_of
from partybuilding.package.queries import LEFT_OUT, UNITS, exported_models, table_of, way_of
from partybuilding.package.rules import DESCRIPTION, TableColumn, as_text
from tests.factories import CommunityFactory, PilotFactory, PlanFactory, ReportFactory, RoomFactory
from tests.factories_meeting import MilestoneRecordFactory
from tests.site.test_kept_files import files

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def made(plan: Plan, report_in, tmp_path: Path) -> Path:
    """The package of the sample plan with two reports and a file."""
    report_in(Report.State.APPROVED)
    report_in(Report.State.DRAFT, quarter="2005Q4")
    RoomFactory(community=Community.objects.earliest("pk"), remark='"a", b\n=1+1 ，凤翔 😀')
    name = default_storage.save("milestones/a.pdf", ContentFile(b"%PDF-abc"))
    milestone = plan.phases.earliest("pk").milestones.create(
        code="a", scope=Milestone.Scope.COUNTY, order=1, name="动员"
    )
    MilestoneRecordFactory(milestone=milestone, document=name)
    path = tmp_path / "plan.zip"
    make_package(plan, path)
    return path


def table(path: Path, name: str) -> list[dict[str, str]]:
    with ZipFile(path) as package:
        text = package.read(f"data/{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def described(path: Path) -> dict[str, dict]:
    with ZipFile(path) as package:
        return {each["name"]: each for each in json.loads(package.read(DESCRIPTION))["resources"]}


def rewritten(path: Path, name: str, change) -> Path:
    """Write the package anew with one part changed."""
    other = path.with_name("other.zip")
    with ZipFile(path) as old, ZipFile(other, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, change(content) if each == name else content)
    return other


def redescribed(path: Path, resource: str, change) -> Path:
    """Write the package anew with one table changed, and described as it is then: only its content can tell."""
    name = described(path)[resource]["path"]
    other = rewritten(path, name, change)
    with ZipFile(other) as package:
        content = package.read(name)
    size, digest = len(content), sha256(content).hexdigest()

    def describe(text: bytes) -> bytes:
        about = json.loads(text)
        for each in about["resources"]:
            if each["name"] == resource:
                each.update(bytes=size, hash=f"sha256:{digest}")
        return json.dumps(about).encode()

    return rewritten(other.rename(path.with_name("changed.zip")), DESCRIPTION, describe)


# --- all of it --------------------------------------------------------------------------------------------------------


def test_every_model_comes_along_or_is_left_out_by_name():
    both = [*apps.get_app_config("communities").get_models(), *apps.get_app_config("partybuilding").get_models()]
    current = {each for each in both if not each.__name__.startswith("Historical")}
    shown = {*exported_models(), Unit, Community}
    assert {each.__name__ for each in current - shown} == LEFT_OUT


def test_every_measured_figure_has_its_unit():
    decimals = {
        f"{model._meta.label}.{each.name}"
        for model in exported_models()
        for each in model._meta.concrete_fields
        if isinstance(each, models.DecimalField)
    }
    assert decimals == UNITS.keys()


def test_every_row_of_the_plan_is_there(made, plan):
    for model in exported_models():
        expected = model._base_manager.filter(**{way_of(model) or "pk": plan.pk}).distinct()
        assert {row["id"] for row in table(made, table_of(model).name)} == {str(row.pk) for row in expected}
    assert len(table(made, "report")) == 2
    assert len(table(made, "fieldvalue")) == FieldValue.objects.count() > 20


def test_every_value_is_what_the_database_has(made):
    for row in table(made, "room"):
        kept = Room.objects.get(pk=row["id"])
        assert row == {each.name: as_text(getattr(kept, each.name)) for each in table_of(Room).columns}


def test_figures_are_there_to_be_read(made):
    figures = table(made, "figures")
    assert len(figures) == FieldValue.objects.count()
    first = next(row for row in figures if row["value"])
    kept = FieldValue.objects.filter(entry__report__quarter=first["quarter"], value=Decimal(first["value"]))
    assert kept.filter(entry__indicator__code=first["indicator"], field__name=first["field"]).exists()


def test_another_plan_is_not_in_it(made, plan, tmp_path):
    other = PlanFactory()
    ReportFactory(pilot=PilotFactory(plan=other, community=CommunityFactory(name="别处社区")))
    make_package(plan, tmp_path / "again.zip")
    with ZipFile(made) as before, ZipFile(tmp_path / "again.zip") as after:
        assert {name: before.read(name) for name in before.namelist() if name.startswith("data/")} == {
            name: after.read(name) for name in after.namelist() if name.startswith("data/")
        }


def test_people_are_named_without_their_accounts(made, plan, secretary, tmp_path):
    User.objects.filter(pk=secretary.pk).update(username="nobodyknows", email="nobody@example.org")
    make_package(plan, tmp_path / "again.zip")
    people = table(tmp_path / "again.zip", "people")
    assert secretary.name in {row["name"] for row in people}
    assert {*people[0]} == {"id", "name", "role", "place"}
    with ZipFile(tmp_path / "again.zip") as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert not re.search(rb"nobody|pbkdf2|" + re.escape(secretary.password.encode()), everything)


def test_a_plan_with_nothing_in_it(db, tmp_path):
    package = make_package(PlanFactory(), tmp_path / "empty.zip")
    assert package.files == 0
    assert table(tmp_path / "empty.zip", "report") == []


# --- what it says of itself -------------------------------------------------------------------------------------------


def test_codes_units_keys_and_both_languages_are_described(made):
    about = described(made)
    report = {each["name"]: each for each in about["report"]["schema"]["fields"]}
    assert report["state"]["labels"]["approved"] == {"zh": "审核通过", "en": "approved"}
    assert about["report"]["schema"]["foreignKeys"][0]["reference"] == {"resource": "pilot", "fields": "id"}
    room = {each["name"]: each for each in about["room"]["schema"]["fields"]}
    assert room["gross_floor_area"]["unit"] == "m²"
    assert room["since"]["type"] == "date"
    assert about["report"]["schema"]["primaryKey"] == "id"
    assert not [each["title"] for each in about.values() if "schema" in each and re.search("[a-z]", each["title"])]
    assert [each["title"] for each in about["figures"]["schema"]["fields"][:2]] == ["季度", "社区"]


def test_the_file_is_there_under_the_name_its_row_has(made):
    [row] = table(made, "milestonerecord")
    with ZipFile(made) as package:
        assert package.read(f"files/{row['document']}") == b"%PDF-abc"


def test_missing_and_altered_files_are_named(made, plan, tmp_path, media_root):
    [kept] = files(media_root)
    FileSum.objects.update_or_create(name=kept, defaults={"size": 8, "sha256": "0" * 64})
    assert make_package(plan, tmp_path / "altered.zip").altered == [kept]
    (media_root / kept).unlink()
    package = make_package(plan, tmp_path / "missing.zip")
    assert (package.missing, package.altered) == ([kept], [])
    with ZipFile(tmp_path / "missing.zip") as written:
        assert json.loads(written.read(DESCRIPTION))["flaws"] == {"missing": [kept], "altered": []}


# --- what is wrong is told --------------------------------------------------------------------------------------------


def test_it_is_whole(made):
    assert flaws_of(made) == []
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_every_flipped_bit_of_a_part_is_found(made):
    """In what is packed: the tables and files, not the dates that stand beside their names in a ZIP."""
    draw = random.Random(7)  # noqa: S311
    content = made.read_bytes()
    with ZipFile(made) as package:
        parts = {each: package.read(each) for each in package.infolist() if each.compress_size}
    for _turn in range(100):
        part = draw.choice(list(parts))
        begin = part.header_offset + 30 + len(part.filename.encode())
        place = begin + draw.randrange(part.compress_size)
        flipped = bytearray(content)
        flipped[place] ^= 1 << draw.randrange(8)
        path = made.with_name("flipped.zip")
        path.write_bytes(flipped)
        if not unpacks_to(path, part.filename, parts[part]):  # the last bits of a part may stand for nothing
            assert part.filename in " ".join(flaws_of(path)), place


def unpacks_to(path: Path, name: str, content: bytes) -> bool:
    try:
        with ZipFile(path) as package:
            return package.read(name) == content
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        return False


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda text: text.rpartition(b"\n")[0].rpartition(b"\n")[0] + b"\n", "rows"),
        (lambda text: text + text.splitlines(keepends=True)[-1], "twice"),
        (lambda text: text.replace(b"approved", b"forgotten"), "no string"),
        (lambda text: text.replace(b"2005-", b"2005-13-", 1), "no date"),
        (lambda text: text.replace(b"\n", b",1\n", 1), "other columns"),
        (lambda text: text.rstrip(b"\n") + b",1\n", "values"),
    ],
    ids=["row-gone", "row-twice", "code", "date", "column", "value-more"],
)
def test_a_table_that_says_something_else_is_found(made, change, flaw):
    assert flaw in " ".join(flaws_of(redescribed(made, "report", change)))


def test_a_row_that_points_to_nothing_is_found(made):
    gone = redescribed(made, "pilot", lambda text: b"".join(text.splitlines(keepends=True)[:1]))
    assert any("is not in pilot" in each for each in flaws_of(gone))


def test_what_is_not_described_is_found(made):
    with ZipFile(made, "a") as package:
        package.writestr("data/more.csv", "a\n")
    assert flaws_of(made) == ["data/more.csv: not described"]


def test_nothing_is_left_of_one_that_does_not_read(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "flaws_of", lambda path: [f"{path.name} is wrong"])
    with pytest.raises(PackageError, match="is wrong"):
        make_package(plan, tmp_path / "plan.zip")
    assert files(tmp_path) == {}


@pytest.mark.parametrize("place", ["there.zip", "nowhere/plan.zip"])
def test_a_place_that_cannot_be_written_to_is_refused(plan, tmp_path, place):
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(PackageError):
        make_package(plan, tmp_path / place)
    assert files(tmp_path) == {"there.zip": b"mine"}


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_names_the_file_by_plan_and_day(plan, tmp_path, capsys):
    call_command("datapackage", plan.slug, "--to", str(tmp_path))
    path = tmp_path / f"{plan.slug}-2005-11-15.zip"
    assert str(path) in capsys.readouterr().out
    assert flaws_of(path) == []


def test_the_command_says_which_plan_there_is_not(db):
    with pytest.raises(CommandError, match="no plan x"):
        call_command("datapackage", "x")


def test_a_column_without_more_to_say_says_no_more():
    assert TableColumn(name="a").described() == {"name": "a", "type": "string"}
