"""The audit log as people read it."""

from portal.audit.models import AuditEntry
from tests.concerns import world as concerns_world


def test_the_person_a_concern_is_about_does_not_learn_of_it_from_the_log(
    new_browser, a_manager, a_lead, a_chair, a_parent, a_child
):
    concern = concerns_world.raise_concern(a_parent, about=("manager",))
    assert AuditEntry.select().where(AuditEntry.subject == "concern").count() == 1

    page = new_browser(a_manager).get("audit.log").text

    assert "raised a concern" not in page
    assert f"concern {concern.id}" not in page


def test_those_who_may_see_the_concern_see_its_entries(new_browser, a_manager, a_parent, a_child):
    concern = concerns_world.raise_concern(a_parent)

    assert f"concern {concern.id}" in new_browser(a_manager).get("audit.log").text


def test_the_inspector_reads_the_log_without_the_concerns(new_browser, an_inspector, a_manager, a_parent, a_child):
    concerns_world.raise_concern(a_parent)

    page = new_browser(an_inspector).get("audit.log").text

    assert "signed in" in page
    assert "raised a concern" not in page


def test_a_parent_cannot_open_the_log(new_browser, a_parent):
    assert new_browser(a_parent).get("audit.log").status == 403
