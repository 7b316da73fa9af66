"""Nothing that somebody typed is lost when their session ends before they send it (product.md §8.7)."""

import importlib
import pkgutil

import pytest
from wtforms import PasswordField

import portal
from portal.accounts.models import Account, SignIn
from portal.concerns.models import Concern
from portal.consents.models import ConsentRecord
from portal.families.models import Child
from portal.foundation import clock
from portal.web.forms import PortalForm
from portal.web.pending_form import NEVER_KEPT
from tests.accounts.factories import PASSWORD, somebody
from tests.concerns.factories import photograph
from tests.support import factories

STORY = 'Line one.\nLine two: "quotes", <b>tags</b> & ’curly’.'


@pytest.fixture
def orla(setting) -> Child:
    return factories.make_child("Orla", "Byrne")


@pytest.fixture
def mary(orla) -> Account:
    """Has parental responsibility for ``orla``, and a password."""
    return parent_called("Mary Byrne", orla)


def parent_called(name: str, child: Child) -> Account:
    account = somebody(name)
    factories.link(factories.make_adult(name, account=account), child)
    return account


@pytest.fixture
def at_the_form(new_browser, mary):
    browser = new_browser(mary)
    browser.post("concerns.raise_concern", {"kind": "question"})
    assert browser.heading == "What would you like to know?"
    return browser


def end_every_session() -> None:
    SignIn.update(ended_at=clock.now()).execute()


def tell(browser, **more):
    return browser.submit("Go on", child=str(Child.get().id), what_happened=STORY, **more)


def sign_in(browser, login="mary.byrne@example.org", password=PASSWORD):
    return browser.submit("Sign in", login=login, password=password)


def written(browser) -> str:
    # A browser drops the line break after the tag.
    return str(browser.root.xpath("string(//textarea[@name='what_happened'])")).lstrip("\n").replace("\r\n", "\n")


def test_a_concern_sent_after_the_session_ended_is_shown_again_and_sent(at_the_form) -> None:
    end_every_session()
    assert tell(at_the_form).heading == "Sign in"
    assert at_the_form.status == 403
    assert "What you typed is kept on this page" in at_the_form.text
    assert "Your files could not be kept" not in at_the_form.text

    sign_in(at_the_form)
    assert at_the_form.heading == "You are signed in"
    at_the_form.submit("Show me what I typed")
    assert "This is not sent yet. Check what you wrote, then send it." in at_the_form.text
    assert written(at_the_form) == STORY
    assert at_the_form.root.xpath("//input[@name='child' and @checked]/@value") == [str(Child.get().id)]
    assert Concern.select().count() == 0, "nobody sends what they have not looked at"

    at_the_form.submit("Go on").submit("Check it", reply="here").submit("Send it")
    assert Concern.get().what_happened.replace("\r\n", "\n") == STORY


def test_wrong_passwords_in_between_lose_nothing(at_the_form) -> None:
    end_every_session()
    tell(at_the_form)
    sign_in(at_the_form, password="wrong")
    assert "What you typed is kept on this page" in at_the_form.text
    sign_in(at_the_form).submit("Show me what I typed")
    assert written(at_the_form) == STORY


def test_files_cannot_be_kept_and_the_page_says_so(at_the_form) -> None:
    """However large they are: the words beside them are kept."""
    end_every_session()
    tell(at_the_form, evidence=(photograph() + bytes(3_000_000), "screenshot.jpg"))
    assert "Your files could not be kept" in at_the_form.text
    assert "choose them again on the next page" in sign_in(at_the_form).text
    assert written(at_the_form.submit("Show me what I typed")) == STORY


def test_nobody_else_sees_what_was_typed(at_the_form, a_manager) -> None:
    """The manager signs in at the tablet on which a parent was writing about the manager."""
    other = somebody("Kwame Asante")
    end_every_session()
    tell(at_the_form)
    sign_in(at_the_form, login=other.email)
    assert at_the_form.url == "/"
    assert "Somebody else had typed it" in at_the_form.text
    assert "Line two" not in at_the_form.page


def test_signing_out_in_another_tab_loses_nothing_either(at_the_form, mary) -> None:
    """The cookie is empty then, and does not know whose words they are."""
    at_the_form.client.delete_cookie("portal", domain="localhost")
    tell(at_the_form)
    sign_in(at_the_form).submit("Show me what I typed")
    assert written(at_the_form) == STORY


def test_what_a_stranger_sends_is_not_read_when_it_is_large(browser, setting) -> None:
    browser.post("concerns.raise_concern", {"what_happened": "x" * 2_000_000})
    assert browser.heading == "Sign in"
    assert "too much to keep" in browser.text


def test_a_page_that_was_tampered_with_brings_nothing_back(browser, mary) -> None:
    browser.post("accounts.sign_in", {"login": mary.email, "password": PASSWORD, "typed": "WyIvIiwiIl0.forged"})
    assert browser.url == "/"


def test_a_button_without_words_leads_back_to_its_page(new_browser, mary) -> None:
    browser = new_browser(mary).get("accounts.own_account")
    end_every_session()
    browser.post("accounts.own_account")
    assert browser.heading == "Sign in"
    assert sign_in(browser).url == "/your-account"


def test_passwords_are_never_written_into_a_page(new_browser, mary) -> None:
    browser = new_browser(mary).get("accounts.own_account")
    end_every_session()
    browser.submit("Change password", old=PASSWORD, password="eight green herons fly")
    assert PASSWORD not in browser.page
    assert "herons" not in browser.page
    assert browser.url.startswith("/sign-in"), "nothing is left to keep"


def test_every_question_for_a_password_is_known() -> None:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith("forms"):
            importlib.import_module(module.name)
    forms = _every_kind_of(PortalForm)
    asked = {name for form in forms for name, question in vars(form).items() if _is_password(question)}
    assert asked
    assert asked <= NEVER_KEPT


def _every_kind_of(form: type) -> set[type]:
    return {form}.union(*(_every_kind_of(below) for below in form.__subclasses__()))


def _is_password(question: object) -> bool:
    kind = getattr(question, "field_class", None)
    return isinstance(kind, type) and issubclass(kind, PasswordField)


def test_answers_that_were_checked_are_still_there_to_sign(new_browser, mary, orla) -> None:
    browser = new_browser(mary).get("consents.answer", child_id=orla.id)
    browser.submit("Check your answers", use_website="yes")
    end_every_session()
    browser.submit("Sign for", declared=True, signed_name="Mary Byrne")
    sign_in(browser).submit("Show me what I typed")
    assert browser.root.xpath("//input[@name='signed_name']/@value") == ["Mary Byrne"]
    assert ConsentRecord.select().count() == 0
    browser.submit("Sign for")
    assert ConsentRecord.get().signed_name == "Mary Byrne"


def test_answers_of_one_person_are_not_there_for_the_next(new_browser, mary, orla) -> None:
    """The other parent of the same child, at the same tablet."""
    other = parent_called("Kwame Asante", orla)
    browser = new_browser(mary).get("consents.answer", child_id=orla.id)
    browser.submit("Check your answers", use_website="yes")
    end_every_session()
    sign_in(browser.get("home.index"), login=other.email)
    assert browser.get("consents.sign", child_id=orla.id).url.endswith("/answer")
    assert not browser.root.xpath("//input[@type='radio' and @checked]")


def test_the_next_person_at_a_tablet_is_never_offered_what_was_typed_after_a_sign_out(at_the_form, mary) -> None:
    """The parent signed out in another tab, and sends the form that is still open in this one."""
    other, form = somebody("Kwame Asante"), at_the_form.page
    at_the_form.submit("Sign out")
    at_the_form.content = form.encode()
    tell(at_the_form)
    sign_in(at_the_form, login=other.email)
    assert "Somebody else had typed it" in at_the_form.text
    assert "Line two" not in at_the_form.page


@pytest.mark.parametrize("token", ["", "x", "7.forged", "WyI3Il0.forged"])
def test_words_that_nobody_is_known_to_have_typed_are_offered_to_nobody(at_the_form, mary, token) -> None:
    at_the_form.client.delete_cookie("portal", domain="localhost")
    at_the_form.post_without_token(at_the_form.url, {"what_happened": "Line two", "csrf_token": token})
    sign_in(at_the_form)
    assert "Somebody else had typed it" in at_the_form.text
    assert "Line two" not in at_the_form.page
