"""What this server calls because somebody named it: never inside, by no spelling, redirect or change of mind."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from office import outside
from office.outside import Fault
from tests.sites import serving

OUT = "93.184.215.14"


@pytest.fixture
def let_in(settings):
    """Loopback may be called, over http."""
    settings.OUTSIDE_HTTP, settings.OUTSIDE_NETWORKS = True, ["127.0.0.0/8"]


def resolves(monkeypatch, *answers):
    """Each question for a name gets the next of these addresses; the last stays."""
    said = list(answers)

    def getaddrinfo(host, port, *args, **kwargs):
        address = said.pop(0) if len(said) > 1 else said[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(outside.socket, "getaddrinfo", getaddrinfo)


def why(call, *args):
    with pytest.raises(Fault) as caught:
        call(*args)
    return caught.value.why


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.5",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::7f00:1",
        "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",  # Teredo, for 10.0.0.1
    ],
)  # fmt: skip
def test_an_address_inside_is_none_to_call(address):
    assert not outside.is_outside(address)


@pytest.mark.parametrize(
    "address", [OUT, "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is(address):
    assert outside.is_outside(address)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_no_spelling_of_loopback_is_called(host, settings):
    settings.OUTSIDE_HTTP = True
    assert why(outside.judge, f"http://{host}/cal.ics") == "inside"
    assert why(outside.fetch, f"http://{host}/cal.ics") == "inside"


def test_a_name_with_one_address_inside_is_none_to_call(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in (OUT, "10.0.0.1")]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_args, **_kwargs: both)
    assert why(outside.judge, "https://calendar.example/") == "inside"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://calendar.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http://calendar.example/", "scheme"),
        ("calendar.example/x.ics", "scheme"),
        ("https://", "unknown"),
        ("https://[::1/", "unknown"),
        ("https://calendar.example:port/", "unknown"),
    ],
)
def test_only_https_is_called(url, reason):
    assert why(outside.judge, url) == reason


def test_webcal_is_https():
    assert outside.tidy(" webcal://calendar.example/x.ics?a=b ") == "https://calendar.example/x.ics?a=b"


def test_the_connection_goes_to_the_address_that_was_judged(let_in, monkeypatch):
    with serving(lambda path, headers: (200, {"ETag": '"1"'}, b"hello")) as site:
        resolves(monkeypatch, "127.0.0.1")
        got = outside.fetch(f"http://calendar.example:{site.port}/a.ics")
        assert (got.body, got.etag) == (b"hello", '"1"')
        assert site.asked[0][1]["host"] == f"calendar.example:{site.port}"


def test_a_name_that_changes_its_mind_leads_nowhere(let_in, monkeypatch):
    """Outside when the rep says it, inside when it is called."""
    with serving(lambda path, headers: (200, {}, b"secret")) as site:
        resolves(monkeypatch, OUT, "10.0.0.1")
        url = f"http://calendar.example:{site.port}/"
        outside.judge(url)
        assert why(outside.fetch, url) == "inside"
        assert site.asked == []


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:1/"])
def test_a_redirect_inside_is_not_followed(let_in, to):
    with serving(lambda path, headers: (302, {"Location": to}, b"")) as site:
        assert why(outside.fetch, site.url) == "inside"


def test_a_redirect_outside_is_followed_but_not_for_ever(let_in):
    def answer(path, headers):
        n = int(path.strip("/") or 0)
        return (200, {}, b"there") if n == 3 else (302, {"Location": f"/{n + 1}"}, b"")

    with serving(answer) as site:
        assert outside.fetch(site.url).body == b"there"
        assert why(outside.fetch, f"{site.url}/4") == "away"


def test_a_redirect_to_http_is_not_followed(settings):
    """The door of each hop: `http` is refused even where a redirect leads there."""
    request = requests.Request("GET", f"http://{OUT}/").prepare()
    with outside.Session() as session:
        assert why(session.send, request) == "scheme"


def test_an_answer_has_a_size_and_a_time(let_in, monkeypatch):
    with serving(lambda path, headers: (200, {}, b"x" * 2_000)) as site:
        monkeypatch.setattr(outside, "LARGEST", 1_000)
        assert why(outside.fetch, site.url) == "large"
        monkeypatch.setattr(outside, "LARGEST", 5_000)
        monkeypatch.setattr(outside, "WHOLE", -1.0)
        assert why(outside.fetch, site.url) == "slow"


def test_who_never_ends_is_hung_up_on(let_in, monkeypatch):
    """Not even a head comes: the line is cut long before the wait for the next byte is over."""
    monkeypatch.setattr(outside, "TIMEOUTS", (5.0, 60.0))
    monkeypatch.setattr(outside, "LIFE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert why(outside.fetch, f"http://127.0.0.1:{silent.getsockname()[1]}/") == "away"


def test_what_has_not_changed_is_not_sent_again(let_in):
    def answer(path, headers):
        same = headers.get("if-none-match") == '"7"' and headers.get("if-modified-since") == "Mon"
        return (304, {}, b"") if same else (200, {"ETag": '"7"', "Last-Modified": "Mon"}, b"body")

    with serving(answer) as site:
        first = outside.fetch(site.url)
        assert outside.fetch(site.url, etag=first.etag, modified=first.modified).body is None
        assert outside.fetch(site.url, etag='"6"', modified="Mon").body == b"body"


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_refusal_is_told_by_its_number(let_in, status):
    with serving(lambda path, headers: (status, {}, b"")) as site:
        assert why(outside.fetch, site.url) == str(status)


def test_nobody_there(let_in):
    assert why(outside.fetch, "http://127.0.0.1:9/") == "away"


def test_no_proxy_of_the_machine_is_asked(let_in, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(lambda path, headers: (200, {}, b"direct")) as site:
        assert outside.fetch(site.url).body == b"direct"


def test_a_server_that_cannot_show_who_it_is(let_in, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    file = tmp_path / "own.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serving(lambda path, headers: (200, {}, b"x"), wrap=context.wrap_socket) as site:
        assert why(outside.fetch, f"https://127.0.0.1:{site.port}/") == "certificate"
        assert site.asked == []
