"""The back office: Django's admin, to look things up. What a verb changes is changed by the verb, not here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from office import isolation
from office.access import public
from office.models import ClientOwnedQuerySet, User

if TYPE_CHECKING:
    Rows = ModelAdmin[models.Model]
else:
    Rows = ModelAdmin

OURS = ("office", "leads", "appointments", "calls", "reports")
MOST_COLUMNS = 6
# Never shown, not even to staff: what opens a door, and what was written to somebody.
HIDDEN = {"password", "token_hash", "address_hash", "epoch", "body", "calendar", "link", "raw"}
HIDDEN |= {"secret", "collection", "href", "tried", "written"}  # what stands in people's own calendars elsewhere


class BackOffice(AdminSite):
    """Staff see the rows of the clients for whom they hold a role, through the same row policies as everybody."""

    site_header = site_title = _("Back office")
    index_title = _("Look things up")

    @public
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """By the house's own door: its limits and its second step hold here too."""
        door: Callable[[HttpRequest], HttpResponse] = secure_admin_login(super().login)
        return door(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what may be looked at: a library's own pages (their secrets, their changeable rows) stay out."""
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            clients = request.user.clients_in_view if isinstance(request.user, User) else ()
            with isolation.seeing(clients):
                response = view(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        vars(within).update(vars(view))
        return super().admin_view(within, cacheable)


class ReadOnlyAdmin(Rows):
    """Look, do not touch: changes go through the product, where they leave their trace."""

    show_full_result_count = False
    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        shown = [field.name for field in self.model._meta.concrete_fields if field.name not in HIDDEN]
        return tuple(shown[:MOST_COLUMNS])

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        keys = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        return [name for name in self.get_list_display(request) if name in keys]

    def get_exclude(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return [field.name for field in self.model._meta.concrete_fields if field.name in HIDDEN]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[models.Model]:
        rows = super().get_queryset(request)
        if not hasattr(rows, "visible_to"):  # the history of a client's table
            rows = ClientOwnedQuerySet(self.model)
        seen: models.QuerySet[models.Model] = rows.visible_to(request.user)
        return seen

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


def open_doors(site: AdminSite) -> None:
    """Every noun of ours and its history, to look at. What belongs to no client stays out."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            columns = {field.name for field in model._meta.concrete_fields}
            if "client" in columns or hasattr(model._default_manager.all(), "visible_to"):
                site.register(model, ReadOnlyAdmin)
