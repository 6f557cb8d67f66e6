"""The list of leads: search, filters, an order by any column, page by page. All of it stands in the address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leads.forms.find import FindLeadsForm, headings, orders
from leads.models import Lead
from leads.models.order import Order, Page
from office.access import STAFF, PersonRequest, role


@role(*STAFF)
@require_safe
def list(request: PersonRequest) -> HttpResponse:
    """Those leads of the person's clients that are asked for."""
    form = FindLeadsForm(request.GET, user=request.user)
    every = Lead.objects.visible_to(request.user)
    leads = form.narrow(every)
    order = Order.read(request.GET.get("order", "name"))
    page = Page.of(leads, order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    custom = every.custom_columns()
    shown = [name for name in custom if name in request.GET.getlist("column")]
    context = {"form": form, "page": page, "total": leads.count(), "custom": custom, "shown": shown}
    heads = {"headings": headings(order, shown), "orders": orders(shown), "order_now": str(order)}
    return render(request, "leads/list.html", {**context, **heads})
