"""Migration operation of the audit: installs the history triggers that the models of an app carry."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InstallTriggers(Operation):
    """Install every trigger that stands in the options of the app's models (django-pghistory's), in one step."""

    reduces_to_sql = True
    reversible = True

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The triggers stand in the models' options already."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for (label, _name), model in to_state.models.items():
            for trigger in model.options.get("triggers", []) if label == app_label else []:
                schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The tables go, and their triggers with them."""

    def describe(self) -> str:
        return "Install the history triggers"
