"""The keys of other programs: make one, revoke one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from office.access import ADMINISTRATOR, PersonRequest, role
from office.forms import TokenForm
from office.models import ApiToken


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    """The tokens of my clients. A new one is shown in the answer to its making, and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    made = request.method == "POST" and form.save(by=request.user)
    context = {
        "signs": form.signs,
        "form": TokenForm(user=request.user) if made else form,
        "tokens": ApiToken.objects.visible_to(request.user).newest(),
    }
    return render(request, "office/tokens.html", context, status=422 if form.errors else 200)


@role(ADMINISTRATOR)
@require_POST
def revoke_token(request: PersonRequest, api_token: int) -> HttpResponse:
    """It opens nothing from now on."""
    get_object_or_404(ApiToken.objects.visible_to(request.user), pk=api_token).revoke(by=request.user)
    return redirect("office:tokens")
