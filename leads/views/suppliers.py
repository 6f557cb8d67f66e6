"""Suppliers: from whom lists come, what was agreed with them, and what they have delivered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from leads.forms.suppliers import NewSupplierForm, SupplierForm
from leads.models import LeadImport, LeadList, Supplier
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role

IMPORTS = 50  # shown of one supplier


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def suppliers(request: PersonRequest) -> HttpResponse:
    """Those from whom lists come."""
    rows = Supplier.objects.visible_to(request.user).with_counts().by_name()
    return render(request, "leads/suppliers.html", {"rows": rows})


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def supplier_new(request: PersonRequest) -> HttpResponse:
    """A new supplier."""
    form = NewSupplierForm(request.POST or None, user=request.user)
    if request.method == "POST" and (made := form.open(by=request.user)):
        messages.success(request, _t("“%(name)s” is a supplier now.") % {"name": made})
        return redirect("leads:supplier", made.pk)
    return render(request, "leads/supplier_form.html", {"form": form}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def supplier(request: PersonRequest, supplier: int) -> HttpResponse:
    """One supplier: the agreement, the lists with their cost, the imports."""
    found = get_object_or_404(Supplier.objects.visible_to(request.user).by_name(), pk=supplier)
    lists = LeadList.objects.visible_to(request.user).of_supplier(found).with_cost().newest()
    imports = LeadImport.objects.visible_to(request.user).of_supplier(found).newest()[:IMPORTS]
    return render(request, "leads/supplier.html", {"supplier": found, "lists": lists, "imports": imports})


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def supplier_edit(request: PersonRequest, supplier: int) -> HttpResponse:
    """Change what is known of a supplier."""
    found = get_object_or_404(Supplier.objects.visible_to(request.user).by_name(), pk=supplier)
    form = SupplierForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:supplier", found.pk)
    context = {"form": form, "supplier": found}
    return render(request, "leads/supplier_form.html", context, status=422 if form.is_bound else 200)
