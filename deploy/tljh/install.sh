#!/usr/bin/env bash
# Makes this server the course's hub: The Littlest JupyterHub first, then the lessons.
# Usage: sudo bash install.sh        Safe to run again: it mends, and brings new lessons.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
course=${GREATERDATA_COURSE:-$(cat "$here/course-folder.txt")}
state=/srv/greaterdata
tljh=/opt/tljh
version=2  # of The Littlest JupyterHub: the series with JupyterHub 5, which the lessons are tested on

stop() { echo "$1" >&2; exit 2; }
step() { echo; echo "== $1"; }

[ "$(id -u)" = 0 ] || stop "Only root can set a server up. Type: sudo bash $0"
[ -d /run/systemd/system ] || stop "This machine does not run systemd, which keeps learners apart. Take a server with Ubuntu 24.04 or Debian 12."
. /etc/os-release
case "$ID" in ubuntu|debian) ;; *) stop "This is $PRETTY_NAME. The Littlest JupyterHub needs Ubuntu 24.04 or Debian 12." ;; esac
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "The lessons need Python 3.11 or newer, and this machine has $(python3 --version). Take a server with Ubuntu 24.04 or Debian 12."
[ -f "$course/requirements-hub.lock" ] || stop "The course is not in $course. Get it with git clone, type there: python3 -m greaterdata_lessons hub setup, and run the install.sh that it writes."
free=$(df --output=avail -k /opt | tail -1)
[ "$free" -gt 10000000 ] || stop "There are $((free / 1000000)) GB free in /opt, and 10 are needed."

step "1 of 5: The Littlest JupyterHub (10 to 15 minutes)"
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -qy curl git python3 python3-venv e2fsprogs
fetched=$(mktemp)
curl -fsSL https://tljh.jupyter.org/bootstrap.py -o "$fetched" || stop "tljh.jupyter.org cannot be reached. Is this server online? Then run the same command again."
python3 "$fetched" --version "$version"
rm -f "$fetched"

step "2 of 5: the lessons, for the hub and for learners (5 to 10 minutes)"
for python in "$tljh/hub/bin/python3" "$tljh/user/bin/python"; do
  # Every package is checked against the fingerprint in the lock.
  "$python" -m pip install -q --require-hashes --only-binary=:all: -r "$course/requirements-hub.lock"
  "$python" -m pip install -q --no-deps --no-build-isolation --no-index --force-reinstall "$course"
  "$python" -m compileall -q -j0 "$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" || true
done
ln -sf "$tljh/hub/bin/greaterdata" /usr/local/bin/greaterdata

step "3 of 5: the settings"
install -d -m 755 /etc/greaterdata
install -m 644 "$here/hub.toml" /etc/greaterdata/hub.toml
install -d -m 711 "$state"
if [ -f "$here/sign-in.toml" ] && [ ! -f "$state/sign-in.toml" ]; then
  install -m 600 "$here/sign-in.toml" "$state/sign-in.toml"
fi
if [ -f "$tljh/config/config.yaml" ]; then cp -a "$tljh/config/config.yaml" "$tljh/config/config.yaml.before"; fi
install -m 600 "$here/config.yaml" "$tljh/config/config.yaml"
install -d -m 700 "$tljh/config/jupyterhub_config.d"
install -m 600 "$here/jupyterhub_config.d/greaterdata.py" "$tljh/config/jupyterhub_config.d/greaterdata.py"
install -d -m 755 /etc/systemd/system/jupyterhub.service.d
install -m 644 "$here/jupyterhub.service.d/greaterdata.conf" /etc/systemd/system/jupyterhub.service.d/greaterdata.conf
systemctl daemon-reload

step "4 of 5: the lessons that learners pull"
"$tljh/hub/bin/greaterdata" hub lessons "$course"

step "5 of 5: start"
"$tljh/hub/bin/tljh-config" reload proxy
"$tljh/hub/bin/tljh-config" reload hub || echo "The hub waits for what is still missing:"
"$tljh/hub/bin/greaterdata" hub check || true
