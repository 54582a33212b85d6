# The service as an image: what it needs to run, and neither pip nor a compiler.

FROM python:3.13-slim AS build
WORKDIR /build

# An environment without pip: the pip of this stage fills it, and stays behind.
RUN python -m venv --without-pip /opt/rapport-unique
COPY requirements.lock requirements-build.lock ./
RUN pip --python /opt/rapport-unique/bin/python install --no-cache-dir --no-compile \
      --require-hashes -r requirements.lock \
    && pip install --no-cache-dir --require-hashes -r requirements-build.lock

COPY pyproject.toml README.md LICENCE ./
COPY auth auth
COPY models models
COPY rapport_unique rapport_unique
COPY resolvers resolvers
COPY schema schema
RUN pip wheel --no-index --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/rapport-unique/bin/python install --no-index --no-deps --no-compile dist/*.whl \
    && python -m compileall -q /opt/rapport-unique/lib


FROM python:3.13-slim

# Nothing is installed here any more.
RUN pip uninstall --yes --quiet --root-user-action=ignore pip \
    && groupadd --system --gid 10001 rapport-unique \
    && useradd --system --uid 10001 --gid 10001 --no-create-home \
      --home-dir /var/lib/rapport-unique --shell /usr/sbin/nologin rapport-unique \
    && install --directory --owner 10001 --group 10001 --mode 0750 /var/lib/rapport-unique
COPY --from=build /opt/rapport-unique /opt/rapport-unique

ENV PATH="/opt/rapport-unique/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    RAPPORT_UNIQUE_HOST=0.0.0.0 \
    RAPPORT_UNIQUE_VAR_DIR=/var/lib/rapport-unique \
    RAPPORT_UNIQUE_DATABASE_URL=sqlite:////var/lib/rapport-unique/rapport_unique.sqlite3

USER 10001:10001
WORKDIR /var/lib/rapport-unique
VOLUME /var/lib/rapport-unique
EXPOSE 8000

# http.client and not urllib.request: a proxy of the environment must not answer for the service.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('RAPPORT_UNIQUE_PORT') or 8000), timeout=4); c.request('GET', '/health/ready'); sys.exit(c.getresponse().status != 200)"]

# After the migration the shell becomes the service, so that the signal to stop reaches it: it
# finishes what it is doing, for five seconds at most. Give it that time before a kill.
CMD ["sh", "-c", "rapport-unique migrate && exec rapport-unique serve"]
