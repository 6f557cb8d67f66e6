"""The bell: words that colleagues leave."""

from django.utils.translation import gettext_lazy

from office.models import Notice, Role
from tests import factories


def test_the_bell_counts_what_is_unread(as_, cast):
    Notice.tell(cast.sam, "Look at this", client=cast.a, url="/me/")
    Notice.tell(cast.sam, "And this", client=cast.a)
    assert ">2<" in as_("sam").get("/notices/bell/").content.decode()
    assert ">2<" not in as_("sue").get("/notices/bell/").content.decode()


def test_the_page_shows_mine_and_nobody_elses(as_, cast):
    Notice.tell(cast.sam, "For sam", client=cast.a)
    Notice.tell(cast.sue, "For sue", client=cast.a)
    page = as_("sam").get("/notices/").content.decode()
    assert "For sam" in page
    assert "For sue" not in page


def test_reading_silences_my_bell_only(as_, cast):
    Notice.tell(cast.sam, "For sam", client=cast.a)
    Notice.tell(cast.sue, "For sue", client=cast.a)
    as_("sam").post("/notices/read/")
    assert not Notice.objects.to(cast.sam).unread().exists()
    assert Notice.objects.to(cast.sue).unread().exists()


def test_a_notice_of_a_client_that_i_left_is_gone(as_, cast):
    both = cast.both = factories.person("Bo", (cast.a, Role.SETTER))
    Notice.tell(both, "Of the other client", client=cast.b)
    assert "Of the other client" not in as_("both").get("/notices/").content.decode()


def test_a_notice_is_said_in_the_language_of_who_reads_it(cast):
    cast.sam.language = "el"
    assert Notice.tell(cast.sam, gettext_lazy("Saved."), client=cast.a).text != ""


def test_a_text_cannot_carry_markup(as_, cast):
    Notice.tell(cast.sam, "<img src=x onerror=alert(1)>", client=cast.a)
    assert "<img src=x" not in as_("sam").get("/notices/").content.decode()
