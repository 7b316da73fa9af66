"""Keep what somebody began to write about a concern as they typed it, by its page; before it was kept as it was understood."""

import base64
import hashlib
import json
from collections import defaultdict

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

_LAST = {
    "reply": ("reply", "phone", "wish"),
    "told": ("source", "their_reference", "received_on", "late_reason", "teller", "teller_contact"),
}


def up(migrator, db):
    waiting = "SELECT id, reference, sealed FROM concern_drafts WHERE concern_id IS NULL"
    for id_, reference, sealed in list(db.execute_sql(waiting).fetchall()):
        box = _box(reference)
        try:
            before = defaultdict(str, json.loads(box.decrypt(sealed.encode())))
        except InvalidToken:
            continue  # kept under a secret that is lost: the page says so
        now = box.encrypt(json.dumps(_as_typed(before)).encode()).decode()
        db.execute_sql(f"UPDATE concern_drafts SET sealed = {db.param} WHERE id = {db.param}", (now, id_))


def _box(reference):
    secrets = [current_app.secret_key, *(current_app.config["SECRET_KEY_FALLBACKS"] or ())]
    keys = [hashlib.sha256(f"concern draft {reference} {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _as_typed(before):
    is_logged = before["door"] == "logged"
    pages, errors = {"kind": [["kind", before["kind"]]]}, {}
    if before["about"] or before["other_name"]:
        nobody = before["about"] == ["nobody"]
        boxes = [["nobody", "y"]] if nobody else [["about", box] for box in before["about"]]
        pages["who"] = [*boxes, ["other_name", before["other_name"]]]
    files = [["evidence", token] for token in before["files"]]
    if before["what_happened"]:
        data = [["about_personal_data", "y"]] if before["about_personal_data"] else []
        child = ["child", str(before["child_id"] or "nobody")]
        pages["what"] = [*_typed(before, ("what_happened", "noticed_on")), *data, child, *files]
        if is_logged and before["child_id"]:
            errors["what"] = {}  # found by a name, which is asked again
    for step, names in _LAST.items():
        if before[names[0]]:
            pages[step] = _typed(before, names)
    for step, page in (before["refused"] or {}).items():
        pages[step] = [*page["typed"], *(files if step == "what" else [])]
        errors[step] = {name: said for name, said in page["errors"].items() if name and name != "null"}
    pages["kind"] = [["kind", before["kind"]]]
    errors.pop("kind", None)
    return {"door": "letter" if is_logged else "signed_in", "pages": pages, "errors": errors, "code": ""}


def _typed(before, names):
    return [[name, before[name] or ""] for name in names]
