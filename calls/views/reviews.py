"""Call reviews: the manager draws calls by lot, judges them and answers; the setter reads and answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls.callstory import CallStory
from calls.forms.reviews import PickForm, ReplyForm, ReviewForm
from calls.models import CallAttempt, CallPick, Review, Reviewable, ReviewDraft, ReviewReply, Scorecard
from office.access import MANAGER, SETTER, PersonRequest, role

PAGE = 100
PICKS = 10


@role(MANAGER)
@require_GET
def reviews(request: PersonRequest) -> HttpResponse:
    """The last reviews with the setters' answers, and the last picks."""
    shown = Review.objects.visible_to(request.user).in_force().newest().with_word()[:PAGE]
    picks = CallPick.objects.visible_to(request.user).newest()[:PICKS]
    return render(request, "calls/reviews.html", {"reviews": shown, "picks": picks})


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def pick(request: PersonRequest) -> HttpResponse:
    """Draw calls by lot."""
    form = PickForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if request.method == "POST" and (made := form.draw(by=request.user)):
        return redirect("calls:picked", made.pk)
    return render(request, "calls/pick.html", {"form": form}, status=422 if form.is_bound else 200)


@role(MANAGER)
@require_GET
def picked(request: PersonRequest, pick: int) -> HttpResponse:
    """The calls that were drawn, in the order of the lot, each with its review."""
    found = get_object_or_404(CallPick.objects.visible_to(request.user).newest(), pk=pick)
    reviewed = Review.objects.visible_to(request.user).of_calls(found.calls)
    rows = [(call, reviewed.get(call.pk)) for call in Reviewable.seen_by(request.user).picked(found.calls)]
    return render(request, "calls/picked.html", {"pick": found, "rows": rows, "done": len(reviewed)})


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def review(request: PersonRequest, attempt: int) -> HttpResponse:
    """One call with its story, and the scorecard beside it."""
    found = get_object_or_404(Reviewable.seen_by(request.user).with_story(), pk=attempt)
    card = Scorecard.objects.visible_to(request.user).for_campaign(found.enrollment.campaign)
    versions = list(Review.objects.visible_to(request.user).of_call(found))
    last, draft = versions[0] if versions else None, ReviewDraft.objects.on(found, by=request.user).first()
    said = {**request.GET.dict(), **(draft.said if draft else {})}
    form = ReviewForm(request.POST or None, attempt=found, card=card, last=last, initial=said)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. %(name)s was told.") % {"name": found.setter})
        return _next(form)
    return _page(request, found, versions, form=form, card=card, draft=draft, status=422 if form.is_bound else 200)


@role(MANAGER)
@require_POST
def review_draft(request: PersonRequest, attempt: int) -> HttpResponse:
    """Save a review as far as it is written."""
    found = get_object_or_404(Reviewable.seen_by(request.user).with_story(), pk=attempt)
    card = Scorecard.objects.visible_to(request.user).for_campaign(found.enrollment.campaign)
    kept = ReviewForm(request.POST, attempt=found, card=card, last=None).keep(by=request.user)
    return HttpResponse(status=204 if kept else 422)


def _next(form: ReviewForm) -> HttpResponse:
    """Back to where the call was picked, or to its review."""
    drawn = form.cleaned_data["pick"]
    return redirect("calls:picked", drawn.pk) if drawn else redirect("calls:review", form.attempt.pk)


def _page(
    request: PersonRequest, attempt: CallAttempt, versions: list[Review], status: int = 200, **more: object
) -> HttpResponse:
    said = ReviewReply.objects.visible_to(request.user).on_call(attempt)
    shown = {"story": CallStory(attempt), "attempt": attempt, "versions": versions, "said": said}
    reply = {"reply": ReplyForm(review=versions[0])} if versions else {}
    return render(request, "calls/review.html", {**shown, **reply, **more}, status=status)


@role(SETTER)
@require_GET
def my_reviews(request: PersonRequest) -> HttpResponse:
    """How my calls were judged, the last one first."""
    mine = Review.objects.visible_to(request.user).of_setter(request.user).in_force().newest().with_word()
    return render(request, "calls/my_reviews.html", {"reviews": mine[:PAGE]})


@role(SETTER)
@require_GET
def my_review(request: PersonRequest, review: int) -> HttpResponse:
    """One of them: every version, my answer, and what was said to it."""
    mine = Review.objects.visible_to(request.user).of_setter(request.user)
    found = get_object_or_404(mine, pk=review)
    attempt = Reviewable.seen_by(request.user).with_story().get(pk=found.attempt_id)
    versions = list(mine.of_call(attempt))
    said = ReviewReply.objects.visible_to(request.user).on_call(attempt)
    shown = {"story": CallStory(attempt), "attempt": attempt, "versions": versions, "said": said}
    return render(request, "calls/my_review.html", {**shown, "reply": ReplyForm(review=found)})


@role(SETTER, MANAGER)
@require_POST
def reply(request: PersonRequest, review: int) -> HttpResponse:
    """Say a word on a review: the setter of the call, or a manager."""
    found = get_object_or_404(Review.objects.visible_to(request.user).within_reach(request.user), pk=review)
    form = ReplyForm(request.POST, review=found)
    if form.save(by=request.user):
        messages.success(request, _t("Sent."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    if found.setter_id == request.user.pk:
        return redirect("calls:my_review", found.pk)
    return redirect("calls:review", found.attempt_id)
