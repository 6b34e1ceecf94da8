# Sourced by ./test, from the root of the checkout. What some tests need beside .NET: Node.js and packages from npm (other people's clients),
# and Chromium.

web_reason=""

# prepare_node PROJECT: true when the packages of its lock file are there; otherwise web_reason says what is missing.
# Installs what it may, and only what is not there.
prepare_node() {
  local log=.build/web.log folder=Tests/$1/node
  have_or_install node:nodejs npm:npm || return 1
  # npm leaves its own copy of the lock file when it is done: the same versions mean that there is nothing to do.
  if ! same_versions "$folder" && ! (cd "$folder" && npm ci --silent) >"$log" 2>&1 </dev/null; then
    web_reason="npm could not fetch the packages of $folder (.build/web.log)"
    return 1
  fi
}

# The same for the browser itself, with fonts, so that pictures of Chinese and Korean pages show something. The browser without its
# surroundings makes the tests quicker, and they do without it where it cannot be had.
prepare_browser() {
  : "${CHROMIUM:=/usr/bin/chromium}" "${CHROMIUM_SHELL:=/usr/bin/chromium-headless-shell}"
  export CHROMIUM CHROMIUM_SHELL
  have_or_install "$CHROMIUM:chromium fonts-noto-cjk" || return 1
  have_or_install "$CHROMIUM_SHELL:chromium-headless-shell" || web_reason=""
}

# have_or_install COMMAND:PACKAGES...
have_or_install() {
  local pair missing=""
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
  done
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086
  install_debian $missing >.build/web.log 2>&1 </dev/null && return 0
  web_reason="this machine lacks$missing, which could not be installed (.build/web.log)"
  return 1
}

install_debian() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || { echo "Only root can, and only with apt-get."; return 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
}

# same_versions FOLDER: every package of the lock file is there in that version.
same_versions() {
  local there=$1/node_modules/.package-lock.json
  [ -f "$there" ] && [ "$(versions "$1/package-lock.json")" = "$(versions "$there")" ]
}

versions() { grep -E '^    "node_modules/|^      "version"' "$1"; }
