"""Found by Django's admin: puts our nouns into the back office, and takes the libraries' changeable ones out."""

from django.contrib import admin

from setterdesk.backoffice import open_doors

open_doors(admin.site)
