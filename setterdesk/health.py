"""Are the parts alive?"""

from datetime import datetime
from http.client import HTTPConnection, HTTPException

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from office import clock
from office.access import public
from office.models import Pulse


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """JSON of database, broker, worker and beat: 200 when all are well, else 503."""
    parts = state(clock.now())
    return JsonResponse(
        {name: "ok" if well else "down" for name, well in parts.items()}, status=200 if all(parts.values()) else 503
    )


def state(now: datetime) -> dict[str, bool]:
    """Whether each part is well. Worker and beat are known by the signs of life that they leave in the database."""
    database = _database()
    return {
        "database": database,
        "broker": _broker(),
        "worker": database and Pulse.alive("worker", now=now),
        "beat": database and Pulse.alive("beat", now=now),
    }


def ask(port: int, host: str = "127.0.0.1") -> int:
    """The status that the web server at `port` gives for /healthz, as its proxy would ask; 0 when it gives none."""
    door = HTTPConnection(host, port, timeout=5)
    known_as = settings.ALLOWED_HOSTS[0].lstrip(".")
    try:
        door.request("GET", "/healthz", headers={"Host": known_as, "X-Forwarded-Proto": "https"})
        return door.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        door.close()


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _broker() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping())
    except redis.RedisError:
        return False
