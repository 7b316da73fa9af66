"""Signing in and out, invitations, forgotten passwords, set-up and one's own account, as people meet them."""


def test_alive(browser, a_parent, a_child):
    assert browser.get("home.alive").text == "alive"


def test_home(new_browser, a_parent, a_child):
    b = new_browser(a_parent).get("home.index")
    print(b.text)


def test_404(new_browser, a_parent, a_strangers_child):
    b = new_browser(a_parent).get("consents.own_answers", child_id=a_strangers_child.id)
    assert b.status == 404
    b.post("consents.answer", child_id=a_strangers_child.id)
    assert b.status == 404

def test_in(browser):
    browser.get("accounts.sign_in")
