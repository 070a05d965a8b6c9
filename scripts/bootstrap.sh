#!/bin/sh
# usage: bootstrap.sh   Installs the Debian packages and fills .venv from the locked list. May be run again at any time.
# Exits 3 with the command to run when a package is missing and we may not install it; then nothing has been made.
set -eu
cd "$(dirname "$0")/.."

# Run and test in one list, so that `make test` finds what it needs on a machine set up for `make run`.
PACKAGES="python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono gettext
  chromium libatomic1 poppler-utils redis-server postgresql"
STAMP=.venv/.ready

missing_packages() {
  for package in $PACKAGES; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf ' %s' "$package"
  done
}

install_packages() {
  sudo=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      sudo="sudo -n"
    else
      echo "缺少系统软件包，请让管理员执行 (Debian packages are missing; ask an administrator to run):" >&2
      echo "    apt-get update && apt-get install -y --no-install-recommends$*" >&2
      exit 3
    fi
  fi
  echo "正在安装系统软件包 (installing Debian packages):$*"
  log=$(mktemp)
  { $sudo apt-get update -qq &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $*
  } >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 4; }
  rm -f "$log"
}

require_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "本机不是 Debian 系统，请自行确认已安装以下软件的对应版本 (not a Debian system; see that you have the like of):" >&2
    echo "   " $PACKAGES >&2
    return
  fi
  missing=$(missing_packages)
  [ -z "$missing" ] || install_packages "$missing"
}

require_python() {
  python3 -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null || {
    echo "需要带 venv 的 Python 3.11 或 3.12，找到的是 (needs Python 3.11 or 3.12 with venv, found): $(python3 --version 2>&1)" >&2
    exit 3
  }
}

# A folder that this run began and could not finish would look like a finished one to the next run.
made=""
drop_half_made() {
  status=$?
  [ "$status" = 0 ] || [ -z "$made" ] || rm -rf $made
  exit "$status"
}

fill_uv() {
  [ -x .uv/bin/uv ] && .uv/bin/uv --version >/dev/null 2>&1 || {
    made="$made .uv"
    rm -rf .uv
    python3 -m venv .uv
  }
  .uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
}

fill_venv() {
  .venv/bin/python -c '' 2>/dev/null || {
    made="$made .venv"
    rm -rf .venv
    .uv/bin/uv venv -q --python python3 .venv
  }
  # `install`, not `sync`: what `make bench` added stays.
  # Compiled here, because each program would else compile what it uses at every start: 5 s instead of 2.
  .uv/bin/uv pip install -q --compile-bytecode --python .venv/bin/python --require-hashes -r requirements/all.txt
}

# uv does not read pip's configuration; a mirror that is set there should serve here too.
use_mirror_of_pip() {
  mirror=${PIP_INDEX_URL:-$(.uv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
  [ -n "${UV_DEFAULT_INDEX:-}" ] || [ -z "$mirror" ] || export UV_DEFAULT_INDEX="$mirror"
}

require_packages
require_python
trap drop_half_made EXIT
trap 'exit 130' INT TERM HUP
export UV_PYTHON_DOWNLOADS=never
echo "正在准备 .venv (preparing .venv)"
fill_uv
use_mirror_of_pip
fill_venv
touch "$STAMP"
