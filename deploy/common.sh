# What install, upgrade and uninstall share. Folders: /srv/fengxiang/releases/STAMP the releases, /srv/fengxiang/1 and 2
# the places (links to a release), /srv/fengxiang/current the one that serves; data in /var/lib/fengxiang, settings and
# TLS in /etc/fengxiang.
# shellcheck shell=bash
SRV=/srv/fengxiang ETC=/etc/fengxiang DATA=/var/lib/fengxiang OWNER=fengxiang
UNITS=/etc/systemd/system PLACE=/etc/nginx/fengxiang-place.conf
JOBS="backup proof scanfiles checkfiles verify checkdata sizes tidy closeaccounts remind purgerecord"
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
stop() { echo "$*" >&2; exit 1; }

# A command of the site by a release, as the site's account and with its settings: manage RELEASE COMMAND …
manage() {
    local release=$1 settings
    shift
    mapfile -t settings < <(grep -E '^[A-Z_]+=' "$ETC/env")
    (cd "$release" && env "${settings[@]}" setpriv --reuid "$OWNER" --regid "$OWNER" --init-groups \
        .venv/bin/python manage.py "$@")
}

# Make a release of the code in a folder, with its own environment: make_release FOLDER; its folder is left in RELEASE.
make_release() {
    RELEASE=$SRV/releases/$(date +%Y%m%d-%H%M%S)
    mkdir -p "$RELEASE"
    tar --create --directory "$1" --exclude ./.venv --exclude ./.git --exclude ./build --exclude ./staticfiles \
        --exclude '*.sqlite3*' --exclude ./demo-media --exclude ./demo-backups --exclude ./media --exclude ./.env --exclude __pycache__ . |
        tar --extract --no-same-owner --directory "$RELEASE"
    echo "RELEASE=$(basename "$RELEASE")" >"$RELEASE/.env" # the system page says which it is
    python3 -m venv "$RELEASE/.venv"
    local packages=base
    grep -qsE '^(COUNTY_LOGIN|MEDIA_BUCKET|CACHE_URL)=.' "$ETC/env" && packages=shared # docs/dependencies.md
    # Without a line to the outside: the packages in a folder (pip download -r requirements/base.txt -d FOLDER).
    "$RELEASE/.venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
        ${WHEELS:+--no-index --find-links "$WHEELS"} -r "$RELEASE/requirements/$packages.txt"
    (cd "$RELEASE" && .venv/bin/pybabel --quiet compile -d locale -D django && .venv/bin/python -m compileall -q \
        fengxiang communities partybuilding && SECRET_KEY=none .venv/bin/python manage.py collectstatic --noinput --verbosity 0)
    chmod --recursive u=rwX,go=rX "$RELEASE" # code and static files are no secret, and the account is not their owner
    # Beside those of the releases before: a page that is open still asks for them.
    mkdir -p "$SRV/static"
    cp --recursive --update "$RELEASE/staticfiles/." "$SRV/static/"
    manage "$RELEASE" check --deploy --fail-level ERROR
    say "release $(basename "$RELEASE") made"
}

# Which place serves: 1 or 2.
serving() { sed -n 's/^server 127\.0\.0\.1:800\([12]\) .*/\1/p;' "$PLACE" | head -n 1; }

# Tell nginx which place serves. Twice, so that there is another worker to be asked if one was killed.
lead_to() {
    printf 'server 127.0.0.1:800%s max_fails=0;\n' "$1" "$1" >"$PLACE"
    printf 'server 127.0.0.1:800%s backup;\n' $((3 - $1)) >>"$PLACE"
}

# Start a place and wait until it is fit to serve; 1 if it is not within two minutes.
start_place() {
    systemctl start "fengxiang@$1" || return 1 # returns when it listens
    for _ in $(seq 120); do
        curl --silent --fail --max-time 10 "http://127.0.0.1:800$1/readyz" >/dev/null && return
        sleep 1
    done
    curl --silent --max-time 10 "http://127.0.0.1:800$1/readyz" >&2 || true
    return 1
}

# Put units and timers in place; a job the release does not know has no timer.
put_units() {
    local job
    cp --recursive "$HERE/systemd/." "$UNITS/"
    systemctl daemon-reload
    for job in $JOBS; do
        if [ -e "$SRV/current/partybuilding/management/commands/$job.py" ]; then
            systemctl enable --now "fengxiang-$job.timer"
        fi
    done
}
