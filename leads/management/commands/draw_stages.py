"""`manage.py draw_stages`: writes docs/stages.md, the picture of the moves between stages, from `MOVES` itself."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from leads.states import CALLABLE, ENDED, MOVES, Stage

PAGE = """# The stages of a lead's pass

Drawn from `MOVES` in `leads/states.py` by `manage.py draw_stages`; a test checks that it is up to date. A pass is one
working of a lead in one campaign (an Enrollment). `become()` is the only writer of its stage, and refuses every move
that is not in this picture. From every stage but “{never}” itself a lead may become “{never}”.

- A lead may be called in: {callable}.
- Here a pass is over, and what follows is a new pass: {ended}.

```mermaid
stateDiagram-v2
{picture}
```

The setter's undo of the last outcome may also go back the ways of `UNDO_MOVES`, within a minute;
so may the split of a merge.
"""


def page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        names = [f'    state "{stage.label}" as {stage.value}' for stage in Stage]
        moves = [f"    {old} --> {new}" for old, followers in MOVES.items() for new in followers if _shown(new)]
        ends = [f"    {stage} --> [*]" for stage in Stage if stage in ENDED]
        picture = "\n".join([*names, "    [*] --> new", *moves, *ends])
        return PAGE.format(picture=picture, callable=_told(CALLABLE), ended=_told(ENDED), never=Stage.DO_NOT_CALL.label)


def _shown(stage: str) -> bool:
    """All but the one that every stage may become: its lines would hide the rest."""
    return stage != Stage.DO_NOT_CALL


def _told(stages: tuple[Stage, ...]) -> str:
    return ", ".join(f"“{stage.label}”" for stage in stages)


class Command(BaseCommand):
    help = "Draws docs/stages.md from the table of moves."

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.BASE_DIR / "docs" / "stages.md").write_text(page(), encoding="utf-8")
        self.stdout.write("docs/stages.md")
