"""What is done with a row about a lead that is known already, by the kind of match. Pure."""

from collections.abc import Mapping
from typing import Any

from leads.loading.sentences import N_

SKIP, ADD_PHONE, FILL, OVERWRITE, CREATE = "skip", "add_phone", "fill", "overwrite", "create"
KINDS = ("external_id", "phone", "email")
"""The kinds of match, the surest first."""
ACTIONS = {
    FILL: N_("Fill blanks only"),
    OVERWRITE: N_("Overwrite the chosen fields"),
    ADD_PHONE: N_("Add new numbers only"),
    SKIP: N_("Skip the row"),
    CREATE: N_("Create another lead anyway"),
}
OVERWRITABLE = (
    "first_name", "last_name", "company", "job_title", "email", "address", "city", "region", "postal_code", "language",
    "source", "notes", "custom",
)  # fmt: skip


def actions_of(kind: str) -> tuple[str, ...]:
    """An external id is once per client, so no second lead can be made for it."""
    return tuple(action for action in ACTIONS if action != CREATE or kind != "external_id")


def whole(said: Mapping[str, Any]) -> dict[str, Any]:
    """A policy with nothing missing: {kind: action, "overwrite": [field], "requeue": bool}; ValueError for nonsense."""
    policy: dict[str, Any] = {kind: str(said.get(kind) or FILL) for kind in KINDS}
    for kind in KINDS:
        if policy[kind] not in actions_of(kind):
            raise ValueError(policy[kind])
    chosen = [str(field) for field in said.get("overwrite", [])]
    if strange := set(chosen) - set(OVERWRITABLE):
        raise ValueError(strange.pop())
    return policy | {"overwrite": chosen, "requeue": bool(said.get("requeue"))}
