"""Secrets of other houses that we must be able to say again (a password of somebody's calendar), sealed before they are
stored: Fernet (AES-128-CBC with HMAC) under a key derived from SECRET_KEY for this purpose only. Whoever has the
database but not SECRET_KEY reads nothing."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Broken(Exception):
    """What was sealed cannot be opened: SECRET_KEY is another one now, or somebody has changed it."""


def seal(secret: str) -> str:
    """Return what may be stored. The same secret twice gives two different texts."""
    return _keys().encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    """Return the secret. Raises Broken. What was sealed under one of SECRET_KEY_FALLBACKS opens, too."""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_key(str(key))) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret_key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"office.sealed")
    return urlsafe_b64encode(derive.derive(secret_key.encode()))
