"""The records of what each entry was before."""

from tests.factories import CommunityFactory


def test_their_manager_is_of_one_class_and_each_entry_sees_its_past_alone(db):
    first, second = CommunityFactory(name="甲社区"), CommunityFactory(name="乙社区")
    first.name = "甲一社区"
    first.save()
    assert type(first.history) is type(second.history) is type(type(first).history)
    assert list(first.history.values_list("name", flat=True)) == ["甲一社区", "甲社区"]
    assert list(second.history.values_list("name", flat=True)) == ["乙社区"]
    assert type(first).history.count() == 3
