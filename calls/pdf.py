"""Pages as PDF, by WeasyPrint. It stands on system libraries (Pango); where they are missing that is said in words."""

from importlib import import_module
from types import ModuleType

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _t

from office.models import Refused


def library(name: str = "weasyprint") -> ModuleType:
    """WeasyPrint, or a module of it. Refused where the machine lacks the libraries under it."""
    try:
        return import_module(name)
    except OSError as missing:
        raise Refused(
            _t("A PDF cannot be made here: this machine lacks the Pango libraries. Print the page instead (Ctrl+P).")
        ) from missing


def pdf(page: str, *, style: str) -> bytes:
    """An HTML page as a PDF, drawn by one of our style sheets (`css/paper.css`), which may name our own files. Nothing
    that the page names is fetched, from wherever."""
    weasyprint, text = library(), library("weasyprint.text.fonts")
    nothing, files = (library("weasyprint.urls").URLFetcher(allowed_protocols=may) for may in ([], ["file"]))
    fonts = text.FontConfiguration()
    drawn = weasyprint.CSS(filename=finders.find(style), url_fetcher=files, font_config=fonts)
    document = weasyprint.HTML(string=page, url_fetcher=nothing)
    return bytes(document.write_pdf(stylesheets=[drawn], font_config=fonts))
