from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """Something that may not happen, said in words for the person who tried."""

    @property
    def sentence(self) -> str:
        return str(self.messages[0])
