"""Words of the tests that sit at the desk."""

from calls.models import CallAttempt


def wait_for_lead(page, enrollment):
    page.wait_for_selector(f'#desk[data-lead="{enrollment.pk}"]')


def outcome(enrollment):
    attempt = CallAttempt.objects.of_pass(enrollment).newest().first()
    return attempt.outcome if attempt else None
