"""The first migrations in one step: they say the same as the steps they stand for."""

import pytest
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from fengxiang.first_tables import CreateModels

FIRST = {"communities": "0001_squashed_0005_five_in_common", "partybuilding": "0001_squashed_0029_plan_version"}


@pytest.fixture
def loader(settings):
    settings.MIGRATION_MODULES = {}
    return MigrationLoader(None)


@pytest.mark.parametrize("one_by_one", [False, True])
def test_in_one_step_or_in_all_the_models_come_to_the_same(loader, one_by_one):
    """Both ways round: neither has what the other lacks."""
    in_one_step = loader.project_state(list(FIRST.items()))
    last = [loader.get_migration(*first).replaces[-1] for first in FIRST.items()]
    in_all = MigrationLoader(None, replace_migrations=False).project_state(last)
    states = (in_all, in_one_step) if one_by_one else (in_one_step, in_all)
    assert MigrationAutodetector(*states).changes(loader.graph) == {}


def test_an_empty_database_takes_the_one_step(loader):
    for app, name in FIRST.items():
        assert (app, name) in loader.graph.nodes
        assert not {key for key in loader.graph.nodes if key in loader.get_migration(app, name).replaces}


def test_each_application_begins_with_one_operation(loader):
    for app, name in FIRST.items():
        (operation,) = loader.get_migration(app, name).operations
        assert isinstance(operation, CreateModels)


def test_models_that_were_rendered_learn_of_the_new_ones(db):
    """Otherwise a later operation of the same migration would not find them."""
    state = ProjectState()
    assert not state.apps.get_models()
    key = ("id", models.BigAutoField(primary_key=True))
    pointing = ("first", models.ForeignKey("communities.first", models.CASCADE))
    operation = CreateModels([CreateModel("First", [key]), CreateModel("Second", [key, pointing])])
    operation.state_forwards("communities", state)
    second = state.apps.get_model("communities", "second")
    assert second._meta.get_field("first").related_model is state.apps.get_model("communities", "first")
    assert operation.describe() == "Create 2 models"
