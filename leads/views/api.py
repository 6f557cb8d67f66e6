"""The JSON door: leads from other programs. Its description is made of the same types that check what comes in."""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe
from ninja import Header, NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from leads import tasks
from leads.forms.parcels import ImportOut, ParcelIn, ProblemOut, status_of, told
from leads.forms.problems import sentence_of
from leads.models import Arrival, Campaign, LeadImport, LeadList
from leads.openapi import DESCRIPTION, chapters
from office.access import TokenRequest, by_token, public
from office.models import ApiToken, Refused
from office.nudge import nudge

MOST_BYTES = 5 * 1024 * 1024
FATES: dict[Any, Any] = dict.fromkeys((200, 202, 500), ImportOut)
PROBLEMS: dict[Any, Any] = dict.fromkeys((401, 403, 404), ProblemOut)


class Bearer(HttpBearer):
    """Names the guard in the description; `@by_token` has let the program in before this is asked."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return getattr(request, "token", None)


api = NinjaAPI(
    title="SetterDesk", version="1", description=DESCRIPTION, openapi_url=None, docs_url=None, urls_namespace="api"
)
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=1, max_length=200)]


@api.post(
    "leads",
    auth=Bearer(),
    url_name="take_in",
    by_alias=True,
    summary="Add leads to a list",
    response={**FATES, **PROBLEMS, **dict.fromkeys((400, 409, 413, 422), ProblemOut)},
)
def take_in(request: TokenRequest, key: Key, parcel: ParcelIn) -> Status[Any]:
    """Answers what became of every row. While another load of yours runs: 202, and where to ask.

    The same Idempotency-Key with the same body is answered again without a second effect; with another body: 409.
    """
    if not request.token.may(ApiToken.Scope.ADD_LEADS):
        raise HttpError(403, _t("This token may not add leads."))
    arrival = _arrived(request, key, parcel)
    if arrival.lead_import.is_working and not arrival.lead_import.run_here():
        nudge(tasks.load)
    return Status(status_of(arrival.lead_import), told(arrival))


@api.get(
    "imports/{int:lead_import}",
    auth=Bearer(),
    url_name="ask",
    by_alias=True,
    summary="What became of a request",
    response={**FATES, **PROBLEMS},
)
def ask(request: TokenRequest, lead_import: int) -> Status[Any]:
    """Of one that was sent with this very token."""
    mine = Arrival.objects.through(token=request.token).newest()
    arrival = get_object_or_404(mine, lead_import=lead_import)
    return Status(status_of(arrival.lead_import), told(arrival))


def _arrived(request: TokenRequest, key: str, parcel: ParcelIn) -> Arrival:
    """The arrival of this request: the one of the first time when it is sent again, also in the same moment."""
    mine, digest = Arrival.objects.through(token=request.token), hashlib.sha256(request.body).hexdigest()
    arrival = mine.keyed(key).first()
    if arrival is None:
        try:
            arrival = _received(request.token, key, digest, parcel)
        except IntegrityError:
            arrival = mine.keyed(key).first()
            if arrival is None:
                raise
    if arrival.digest != digest:
        raise HttpError(409, _t("This Idempotency-Key was used before, for another body."))
    return arrival


@transaction.atomic
def _received(token: ApiToken, key: str, digest: str, parcel: ParcelIn) -> Arrival:
    ours = Campaign.objects.of_client(token.client_id)
    found = ours.named(parcel.campaign) if isinstance(parcel.campaign, str) else ours.numbered(parcel.campaign)
    campaign = get_object_or_404(found)
    lead_list = LeadList.open(campaign=campaign, name=parcel.list, by=token.by)
    token.used()
    through = {"token": token, "key": key, "digest": digest}
    return Arrival.take_in(
        parcel.parcel, door=LeadImport.Door.API, lead_list=lead_list, name=token.name, by=token.by, **through
    )


def _problem(status: int, sentence: str, **more: Any) -> HttpResponse:
    return JsonResponse({"error": sentence, **more}, status=status)


@api.exception_handler(HttpError)
def _declined(request: HttpRequest, error: HttpError) -> HttpResponse:
    unread = error.status_code == 400
    return _problem(error.status_code, _t("The body is not JSON in UTF-8.") if unread else error.message)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return _problem(404, _t("There is no such thing, or this token may not see it."))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _problem(422, refusal.sentence)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = dict(sentence_of(wrong) for wrong in error.errors[:50])
    return _problem(422, next(iter(problems.values())), problems=problems)


def _weighed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse too large a body before it is read."""

    def weigh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BYTES:
            most = MOST_BYTES // 1024**2
            return _problem(413, _t("The body is larger than %(most)s MB. Send fewer rows at once.") % {"most": most})
        return view(request, *args, **kwargs)

    vars(weigh).update(vars(view))
    return weigh


_doors: dict[Any, Any] = {door.name: door.callback for door in api.urls[0] if isinstance(door, URLPattern)}
api_leads, api_import = by_token(_weighed(_doors["take_in"])), by_token(_doors["ask"])


@public
@require_safe
def api_schema(request: HttpRequest) -> HttpResponse:
    """The description that programs read (OpenAPI)."""
    return JsonResponse(_schema())


@public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    schema = _schema()
    return render(request, "leads/api_docs.html", {"schema": schema, "chapters": chapters(schema)})


def _schema() -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix=reverse("leads:api_docs").removesuffix("docs")))
