# Sourced by ./test, from the root of the checkout. What the browser tests need beside .NET: Chromium, and axe-core from npm.

web_reason=""

# True when the browser tests can run; otherwise web_reason says what is missing. Installs what it may, and only what is not there.
prepare_web() {
  local log=.build/web.log missing=()
  : "${CHROMIUM:=/usr/bin/chromium}"
  export CHROMIUM
  [ -x "$CHROMIUM" ] || missing+=(chromium fonts-noto-cjk) # the fonts: so that pictures of Chinese and Korean pages show something
  command -v node >/dev/null 2>&1 || missing+=(nodejs)
  command -v npm >/dev/null 2>&1 || missing+=(npm)
  if [ ${#missing[@]} != 0 ] && ! install_debian "${missing[@]}" >"$log" 2>&1 </dev/null; then
    web_reason="this machine lacks ${missing[*]}, and they could not be installed (.build/web.log)"
    return 1
  fi
  if ! axe_is_there && ! (cd Tests/Web.Tests/node && npm ci --silent) >"$log" 2>&1 </dev/null; then
    web_reason="npm could not fetch axe-core (.build/web.log)"
    return 1
  fi
}

install_debian() {
  command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || { echo "Only root can, and only with apt-get."; return 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
}

# The version that the lock file names, already fetched.
axe_is_there() {
  local there=Tests/Web.Tests/node/node_modules/axe-core/package.json wanted
  wanted=$(grep -o '"axe-core": "[^"]*"' Tests/Web.Tests/node/package.json | cut -d'"' -f4)
  [ -f "$there" ] && grep -qF "\"version\": \"$wanted\"" "$there"
}
