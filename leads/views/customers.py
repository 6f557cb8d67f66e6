"""The account manager's customers: the list, one with its whole story, taking it over or saying what is missing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from leads.forms.customers import SendBackForm
from leads.models import Customer, Timeline
from office.access import ACCOUNT_MANAGER, PersonRequest, role


def _customer(request: PersonRequest, pk: int) -> Customer:
    mine = Customer.objects.visible_to(request.user).of(request.user)
    return get_object_or_404(mine.newest(), pk=pk)


def _shown(request: PersonRequest, customer: Customer, form: SendBackForm, status: int = 200) -> HttpResponse:
    context = {"customer": customer, "lead": customer.lead, "timeline": Timeline.of(customer.lead), "form": form}
    return render(request, "leads/customer.html", context, status=status)


@role(ACCOUNT_MANAGER)
@require_GET
def customers(request: PersonRequest) -> HttpResponse:
    """My customers, and those that nobody has taken over yet."""
    mine = Customer.objects.visible_to(request.user).of(request.user).newest()
    return render(request, "leads/customers.html", {"customers": mine})


@role(ACCOUNT_MANAGER)
@require_GET
def customer(request: PersonRequest, customer: int) -> HttpResponse:
    """One customer with its whole story, from the first capture."""
    return _shown(request, _customer(request, customer), SendBackForm())


@role(ACCOUNT_MANAGER)
@require_POST
def accept(request: PersonRequest, customer: int) -> HttpResponse:
    """Take a customer over."""
    _customer(request, customer).accept(by=request.user)
    return redirect("leads:customer", customer)


@role(ACCOUNT_MANAGER)
@require_POST
def send_back(request: PersonRequest, customer: int) -> HttpResponse:
    """Say what is missing."""
    found, form = _customer(request, customer), SendBackForm(request.POST)
    if form.save(found, by=request.user):
        return redirect("leads:customer", customer)
    return _shown(request, found, form, status=422)
