"""Mail that came in and that a person must look at; and the public page on which a lead asks for no more mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.nurture import AllowMailForm
from leads.models import InboundMail, MailBar, MailLink
from leads.views.nurture import WRITERS
from office.access import MANAGER, PersonRequest, public, role
from office.pace import paced

MOST = 30


@role(*WRITERS)
@require_safe
def mails(request: PersonRequest) -> HttpResponse:
    """What came in and could not be told to be an answer, a bounce or a wish for no more mail."""
    found = InboundMail.objects.visible_to(request.user).unmatched()
    page = list(found.newest().older_than(request.GET.get("before", ""))[: MOST + 1])
    failed = InboundMail.objects.visible_to(request.user).failed().newest()[:MOST]
    last = page[MOST - 1] if len(page) > MOST else None
    context = {"rows": page[:MOST], "last": last, "total": found.count(), "failed": failed}
    return render(request, "leads/mails.html", context)


@role(*WRITERS)
@require_POST
def mail_settle(request: PersonRequest, mail: int) -> HttpResponse:
    """Somebody has looked at it: off the list."""
    get_object_or_404(InboundMail.objects.visible_to(request.user).unmatched(), pk=mail).settle(by=request.user)
    return redirect("leads:mails")


@role(*WRITERS)
@require_POST
def mail_retry(request: PersonRequest, mail: int) -> HttpResponse:
    """Sort a mail again that could not be sorted."""
    get_object_or_404(InboundMail.objects.visible_to(request.user).failed(), pk=mail).retry()
    messages.success(request, _t("It is tried again now."))
    return redirect("leads:mails")


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def mail_allow(request: PersonRequest, bar: int) -> HttpResponse:
    """Allow mail to an address again, with evidence."""
    found = get_object_or_404(MailBar.objects.visible_to(request.user).in_force(), pk=bar)
    form = AllowMailForm(request.POST or None, bar=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Mail to %(address)s is allowed again.") % {"address": found})
        return redirect("leads:tracks")
    return render(request, "leads/mail_allow.html", {"form": form, "bar": found}, status=422 if form.is_bound else 200)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@paced(240, 60)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out at the foot of a mail. Looking changes nothing (mail scanners follow links), the button acts; so does
    the one-click POST of RFC 8058, which brings no cookie. A token that nobody knows gets the same calm page."""
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        MailLink.unsubscribe(token, how=_t("One click in the mail program") if one_click else _t("The button"))
    return render(request, "leads/unsubscribe.html", {"done": request.method == "POST"})
