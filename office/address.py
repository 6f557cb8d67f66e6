"""Where a visitor without a log-in comes from, as far as we keep it: a keyed hash, never the address itself."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_hash(request: HttpRequest) -> str:
    """HMAC (with the secret key) of the visitor's address; of IPv6 its first half, which is one household's."""
    said = _told(request)
    try:
        address = ip_address(said)
    except ValueError:
        address = None
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        said = str(mapped or ip_network((address, 64), strict=False))
    return salted_hmac("office.address", said, algorithm="sha256").hexdigest()


def _told(request: HttpRequest) -> str:
    """By our own proxies (settings.TRUSTED_PROXIES of them), else by the connection: a visitor may claim anything."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    ours = settings.TRUSTED_PROXIES
    return hops[-ours] if 0 < ours <= len(hops) else str(request.META.get("REMOTE_ADDR", ""))
