"""Official do-not-call registers: which there are, how old their extracts are, and how new ones are taken in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads import tasks
from leads.forms.registers import ExtractForm, RegisterForm
from leads.models import Register, RegisterExtract
from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.models import Client
from office.nudge import nudge

SHOWN = 24  # extracts of a register's history


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def registers(request: PersonRequest) -> HttpResponse:
    """All of them, each with the age of its extract."""
    mine = Register.objects.visible_to(request.user)
    rows, old = mine.with_extract().by_name(), mine.too_old(clock.now()).by_name()
    return render(request, "leads/registers.html", {"registers": rows, "old": old})


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def register_new(request: PersonRequest) -> HttpResponse:
    """Begin a register."""
    home = Client.objects.visible_to(request.user).by_name()[0].country
    typed = {name: request.GET[name] for name in ("name", "audience") if name in request.GET}
    form = RegisterForm(request.POST or None, country=request.GET.get("country", home), initial=typed)
    if request.method == "POST" and form.save(by=request.user) and form.register:
        return redirect("leads:register", form.register.pk)
    return render(request, "leads/register_new.html", {"form": form}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def register(request: PersonRequest, register: int) -> HttpResponse:
    """One register: its extract in force, and who loaded what when."""
    found = get_object_or_404(Register.objects.visible_to(request.user).with_extract(), pk=register)
    extracts = list(RegisterExtract.objects.of_register(found).newest()[:SHOWN])
    context = {"register": found, "extracts": extracts, "working": any(each.is_working for each in extracts)}
    template = "leads/register.html"
    return render(request, f"{template}#state" if request.htmx else template, context)  # type: ignore[attr-defined]


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def register_edit(request: PersonRequest, register: int) -> HttpResponse:
    """Correct its name, audience or age."""
    found = get_object_or_404(Register.objects.visible_to(request.user), pk=register)
    form = RegisterForm(request.POST or None, register=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:register", found.pk)
    context = {"form": form, "register": found}
    return render(request, "leads/register_edit.html", context, status=422 if form.is_bound else 200)


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def extract(request: PersonRequest, register: int) -> HttpResponse:
    """Hand in an extract."""
    found = get_object_or_404(Register.objects.visible_to(request.user).with_extract(), pk=register)
    form = ExtractForm(request.POST or None, request.FILES or None, register=found)
    if request.method == "POST" and form.save(by=request.user):
        nudge(tasks.take_in)
        return redirect("leads:register", found.pk)
    context = {"form": form, "register": found}
    return render(request, "leads/extract.html", context, status=422 if form.is_bound else 200)


@role(ADMINISTRATOR)
@require_POST
def extract_retry(request: PersonRequest, extract: int) -> HttpResponse:
    """Go on with an extract whose loading failed."""
    found = get_object_or_404(RegisterExtract.objects.visible_to(request.user).failed(), pk=extract)
    found.retry()
    nudge(tasks.take_in)
    return redirect("leads:register", found.register_id)
