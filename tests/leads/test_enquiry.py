"""What leads asked: linked to its answer, or open for a manager, who answers it for everybody."""

import pytest

from leads.models import Enquiry, ProductAnswer
from office import clock
from office.models import Notice, Refused
from tests import factories


@pytest.fixture
def enrollment(cast, campaign):
    return factories.enrolled(campaign, cast.mia)


def ask(enrollment, cast, text="Does it freeze?", **details):
    return Enquiry.ask(enrollment, text, by=details.pop("by", cast.sam), **details)


def test_an_open_question_reaches_the_managers_once(cast, campaign, enrollment):
    ask(enrollment, cast)
    ask(enrollment, cast, "How loud?")
    told = Notice.objects.to(cast.mo).get()
    assert "no answer yet" in told.text and told.url == f"/campaigns/{campaign.pk}/enquiries/"
    told.read()
    ask(enrollment, cast, "How big?")
    assert Notice.objects.to(cast.mo).unread().count() == 1
    assert Enquiry.objects.open().count() == 3


def test_a_known_question_is_linked_and_bothers_nobody(cast, campaign, enrollment):
    known = ProductAnswer.write(campaign, by=cast.mo, question="How loud?", answer="42 dB")
    assert ask(enrollment, cast, "How loud?", answer=known).answer == known
    assert not Notice.objects.exists() and not Enquiry.objects.open().exists()


def test_another_campaigns_answer_is_none(cast, enrollment):
    other = ProductAnswer.write(factories.campaign(cast.a, cast.mo, "Other"), by=cast.mo, question="?", answer="!")
    with pytest.raises(Refused, match="another campaign"):
        ask(enrollment, cast, answer=other)
    with pytest.raises(Refused, match="another campaign"):
        ask(enrollment, cast).link(other, by=cast.mo)


def test_an_answer_is_everybodys_and_who_asked_is_told(cast, campaign, enrollment):
    first = ask(enrollment, cast, "Πόσο κρύο κάνει;")
    same = ask(enrollment, cast, "ΠΟΣΟ ΚΡΥΟ ΚΑΝΕΙ", by=cast.sue)
    ask(enrollment, cast, "Πόσο κρύο κάνει;")
    other = ask(enrollment, cast, "How loud?")
    made = first.reply(by=cast.mo, question="Πόσο κρύο;", answer="-40")
    same.refresh_from_db()
    other.refresh_from_db()
    assert (same.answer, same.closed_by, same.closed_at, other.answer) == (made, cast.mo, clock.now(), None)
    assert list(ProductAnswer.objects.of_campaign(campaign)) == [made]
    for asker in (cast.sam, cast.sue):
        (told,) = Notice.objects.to(asker)
        assert "Πόσο κρύο;" in told.text and "-40" in told.text


def test_what_a_colleague_has_answered_is_not_answered_twice(cast, enrollment):
    enquiry = ask(enrollment, cast)
    again = Enquiry.objects.get(pk=enquiry.pk)
    enquiry.reply(by=cast.mo, question="Does it freeze?", answer="No.")
    for act in (
        lambda: again.reply(by=cast.mo, question="Does it freeze?", answer="Yes."),
        lambda: again.link(ProductAnswer.objects.get(), by=cast.mo),
        lambda: again.set_aside(by=cast.mo),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            act()
    assert ProductAnswer.objects.count() == 1


def test_what_needs_no_answer_is_set_aside(cast, enrollment):
    enquiry = ask(enrollment, cast, "How are you?")
    enquiry.set_aside(by=cast.mo)
    assert not Enquiry.objects.open().exists() and enquiry.answer is None


def test_answers_are_ranked_by_how_often_they_are_asked_for(cast, campaign, enrollment):
    loud, cold = (ProductAnswer.write(campaign, by=cast.mo, question=q, answer="!") for q in ("Loud?", "Cold?"))
    ask(enrollment, cast, "Cold?", answer=cold)
    with clock.frozen(clock.now().replace(month=12)):
        for _turn in range(2):
            ask(enrollment, cast, "Loud?", answer=loud)
        ranked = ProductAnswer.objects.ranked(campaign, since=clock.now().replace(day=1))
    assert [(each.question, each.asked, each.lately) for each in ranked] == [("Loud?", 2, 2), ("Cold?", 1, 0)]
