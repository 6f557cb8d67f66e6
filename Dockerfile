# One image for the web server, the worker and the clock (docker-compose.yml gives each its command).
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# What WeasyPrint stands on (call sheets as PDF), and letters for names that are neither Latin nor Greek.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home setterdesk && install -d -o setterdesk /app /data
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY --chown=setterdesk . .
USER setterdesk
# The settings want no secret and no service here: nothing below talks to the database.
RUN SETTERDESK_DATA=/tmp/build python manage.py vendor \
    && SETTERDESK_DATA=/tmp/build python manage.py compile_locale \
    && SETTERDESK_DATA=/tmp/build python manage.py collectstatic --no-input \
    && rm -rf /tmp/build

VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "setterdesk.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "4", "--threads", "4"]
