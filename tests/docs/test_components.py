"""The bill of materials names everything that is installed to run the site, and a check that was none says so."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.test_project import ROOT


@pytest.fixture
def components() -> ModuleType:
    spec = spec_from_file_location("components", ROOT / ".ci" / "components.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pin_is_in_the_bill_with_version_hashes_and_licence(components, capsys):
    assert components.main("sbom") == 0
    bill = json.loads(capsys.readouterr().out)
    pins = [line.split("==")[0].partition("[")[0] for line in components.PINS.read_text().splitlines() if "==" in line]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert [each["name"] for each in bill["components"]] == pins
    assert "django" in pins
    assert all(each["properties"] and each["version"] in each["purl"] for each in bill["components"])
    licences = {each["name"]: each["licenses"][0]["license"]["name"] for each in bill["components"]}
    assert "BSD" in licences["django"]


def test_licences_are_listed_by_package(components, capsys):
    assert components.main("licences") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(components.pins())


def test_a_check_without_data_is_none(components, monkeypatch, capsys):
    monkeypatch.setattr(components, "find_spec", lambda name: None)
    assert components.main("holes") == components.NOT_CHECKED
    assert "Not checked" in capsys.readouterr().out


def test_an_answer_that_is_none_is_no_check(components, monkeypatch, capsys):
    monkeypatch.setattr(components, "find_spec", lambda name: name)
    monkeypatch.setattr(components, "audited", lambda: "")
    assert components.main("holes") == components.NOT_CHECKED
    assert "cannot be had" in capsys.readouterr().out


@pytest.mark.parametrize(("vulns", "code"), [([], 0), ([{"id": "PYSEC-1", "fix_versions": ["2"]}], 1)])
def test_known_holes_are_named_and_fail(components, monkeypatch, capsys, vulns, code):
    packages = [{"name": name, "version": version, "vulns": vulns} for name, version, _hashes in components.pins()]
    monkeypatch.setattr(components, "find_spec", lambda name: name)
    monkeypatch.setattr(components, "audited", lambda: json.dumps({"dependencies": packages}))
    assert components.main("holes") == code
    assert ("PYSEC-1" in capsys.readouterr().out) is bool(vulns)


def test_a_package_that_was_passed_over_was_not_checked(components, monkeypatch, capsys):
    packages = [{"name": name, "version": version, "vulns": []} for name, version, _hashes in components.pins()]
    packages[0] = {"name": packages[0]["name"], "skip_reason": "Dependency not found on PyPI and could not be audited"}
    monkeypatch.setattr(components, "find_spec", lambda name: name)
    monkeypatch.setattr(components, "audited", lambda: json.dumps({"dependencies": packages}))
    assert components.main("holes") == components.NOT_CHECKED
    assert packages[0]["name"] in capsys.readouterr().out
