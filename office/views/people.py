"""Who works for my clients, and as what."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from office.access import ADMINISTRATOR, PersonRequest, role
from office.forms import AssignForm
from office.models import Invitation, Membership, User


@role(ADMINISTRATOR)
@require_safe
def people(request: PersonRequest) -> HttpResponse:
    """Everybody who works for my clients, and the invitations that wait."""
    return render(
        request,
        "office/people.html",
        {
            "people": User.objects.visible_to(request.user).with_roles_in_view(request.user).by_name(),
            "invitations": Invitation.objects.visible_to(request.user).open().newest(),
        },
    )


@role(ADMINISTRATOR)
@require_safe
def person(request: PersonRequest, person: int) -> HttpResponse:
    """One person: the roles, and whether they may log in."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=person)
    return _person(request, shown, AssignForm(person=shown, by=request.user))


@role(ADMINISTRATOR)
@require_POST
def assign(request: PersonRequest, person: int) -> HttpResponse:
    """Give one more role."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=person)
    form = AssignForm(request.POST, person=shown, by=request.user)
    if form.save(by=request.user):
        return redirect("office:person", person)
    return _person(request, shown, form, status=422)


@role(ADMINISTRATOR)
@require_POST
def unassign(request: PersonRequest, membership: int) -> HttpResponse:
    """Take a role away."""
    held = get_object_or_404(Membership.objects.visible_to(request.user), pk=membership)
    held.unassign(by=request.user)
    return redirect("office:people")


@role(ADMINISTRATOR)
@require_POST
def disable(request: PersonRequest, person: int) -> HttpResponse:
    """Shut somebody out, at once."""
    get_object_or_404(User.objects.visible_to(request.user), pk=person).disable(by=request.user)
    return redirect("office:person", person)


@role(ADMINISTRATOR)
@require_POST
def enable(request: PersonRequest, person: int) -> HttpResponse:
    """Let somebody log in again."""
    get_object_or_404(User.objects.visible_to(request.user), pk=person).enable(by=request.user)
    return redirect("office:person", person)


def _person(request: PersonRequest, person: User, form: AssignForm, status: int = 200) -> HttpResponse:
    held = Membership.objects.visible_to(request.user).of(person).by_person()
    return render(request, "office/person.html", {"person": person, "held": held, "form": form}, status=status)
