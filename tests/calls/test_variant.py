"""A setter's own words: asked for, approved or not, read and kept; locked passages stay; a new version asks again."""

import pytest

from calls.card import Card
from calls.models import Script, ScriptStep, ScriptVariant, VariantRead
from office.models import Notice, Refused

SAY = "Hello {first_name}.\n\n[[This call is recorded.]]\n\nMay I ask two things?"
FREE = ["Hi {first_name}!", "Got a minute?"]


@pytest.fixture
def step(cast, campaign):
    draft = Script.draft(campaign, by=cast.mo)
    made = ScriptStep.write(draft, by=cast.mo, title="Opening", say=SAY)
    ScriptStep.write(draft, by=cast.mo, title="Close", say="Bye.")
    draft.approve(by=cast.mo)
    return made


def first_words(card):
    return "".join(part.text for part in card.steps[0].paragraphs[0])


def new_version(campaign, by, **changes):
    draft = Script.draft(campaign, by=by)
    if changes:
        draft.steps.in_order().first().change(by=by, **changes)
    draft.approve(by=by)
    return draft.steps.in_order().first()


def test_own_words_wait_and_are_read_once_they_are_approved(cast, step, enrolled, dialled):
    made = enrolled(first_name="Eva")
    variant = ScriptVariant.propose(step, FREE, by=cast.sam)
    assert first_words(Card(made, cast.sam)) == "Hello Eva."
    told = Notice.objects.to(cast.mo).get()
    assert "Sam asks" in told.text and told.url == f"/variants/{variant.pk}/"
    variant.approve(by=cast.mo)
    assert first_words(Card(made, cast.sam)) == "Hi Eva!" and first_words(Card(made, cast.sue)) == "Hello Eva."
    assert "approved" in Notice.objects.to(cast.sam).get().text
    attempt = dialled()
    assert [read.variant for read in VariantRead.objects.filter(attempt=attempt)] == [variant]


def test_the_words_of_a_call_do_not_change_while_it_lasts(cast, step, enrolled, dialled):
    enrolled(first_name="Eva")
    attempt = dialled()
    variant = ScriptVariant.propose(step, FREE, by=cast.sam)
    variant.approve(by=cast.mo)
    assert first_words(Card(attempt.enrollment, cast.sam)) == "Hello Eva."
    assert not VariantRead.objects.exists()


def test_locked_passages_stay_word_for_word(cast, step):
    variant = ScriptVariant.propose(step, FREE, by=cast.sam)
    assert "[[This call is recorded.]]" in variant.say


@pytest.mark.parametrize(
    ("free", "words"),
    [
        (["[[Hi]]", "Got a minute?"], "Only a manager"),
        (["Hi ]] there", "x"], "Only a manager"),
        (["Hi {frist_name}", "x"], "Did you mean {first_name}"),
        (["Hello {first_name}.", "May I ask two things?"], "Nothing is said in other words"),
    ],
)
def test_what_cannot_be_asked_for(cast, step, free, words):
    with pytest.raises(Refused, match=words):
        ScriptVariant.propose(step, free, by=cast.sam)
    assert not ScriptVariant.objects.exists() and not Notice.objects.exists()


def test_a_step_without_words_cannot_be_asked_for(cast, step):
    close = step.script.steps.get(title="Close")
    with pytest.raises(Refused, match="a name and words"):
        ScriptVariant.propose(close, [" "], by=cast.sam)


def test_only_what_is_read_now(cast, campaign, step):
    new_version(campaign, cast.mo, say="Other.")
    with pytest.raises(Refused, match="read no more"):
        ScriptVariant.propose(step, FREE, by=cast.sam)


def test_another_wish_takes_the_first_back(cast, step):
    first = ScriptVariant.propose(step, FREE, by=cast.sam)
    second = ScriptVariant.propose(step, ["Hey!", "Yes?"], by=cast.sam)
    assert list(ScriptVariant.objects.waiting()) == [second]
    with pytest.raises(Refused, match="taken this back"):
        first.approve(by=cast.mo)


def test_a_refusal_says_why(cast, step):
    variant = ScriptVariant.propose(step, FREE, by=cast.sam)
    with pytest.raises(Refused, match="why not"):
        variant.refuse(by=cast.mo, note=" ")
    variant.refuse(by=cast.mo, note="Too {chatty}")
    assert "Too {chatty}" in Notice.objects.to(cast.sam).get().text
    with pytest.raises(Refused, match="answered this already"):
        variant.approve(by=cast.mo)


def test_approved_words_give_way_to_newer_ones_and_can_be_taken_back(cast, step, enrolled):
    made = enrolled(first_name="Eva")
    for words in ("Hi!", "Hey!"):
        ScriptVariant.propose(step, [words, "Yes?"], by=cast.sam).approve(by=cast.mo)
        assert first_words(Card(made, cast.sam)) == words
    variant = ScriptVariant.objects.in_use().get()
    with pytest.raises(Refused, match="not read any more"):
        variant.withdraw(by=cast.sue)
    variant.withdraw(by=cast.sam)
    assert first_words(Card(made, cast.sam)) == "Hello Eva."


def test_a_new_version_of_the_step_asks_again(cast, campaign, step, enrolled):
    made = enrolled(first_name="Eva")
    ScriptVariant.propose(step, FREE, by=cast.sam).approve(by=cast.mo)
    Notice.objects.all().delete()
    same = new_version(campaign, cast.mo)
    assert first_words(Card(made, cast.sam)) == "Hi Eva!" and same.variants.in_use().get().setter == cast.sam
    assert not Notice.objects.exists()
    new_version(campaign, cast.mo, say=f"{SAY} Please.")
    assert first_words(Card(made, cast.sam)) == "Hello Eva."
    assert "new version of" in Notice.objects.to(cast.sam).get().text


def test_what_waits_for_an_old_version_is_not_approved(cast, campaign, step):
    variant = ScriptVariant.propose(step, FREE, by=cast.sam)
    new_version(campaign, cast.mo)
    assert not ScriptVariant.objects.waiting().exists()
    assert "have to be asked for again" in Notice.objects.to(cast.sam).get().text
    with pytest.raises(Refused, match="read no more"):
        variant.approve(by=cast.mo)
