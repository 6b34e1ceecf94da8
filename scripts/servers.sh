# Sourced by ./test and ./run, from the root of the checkout, after web.sh. The servers that stores stand on, and what checks deploy/. They are
# only installed here: each test program starts its own, on a port and in a folder of its own (Tests/TestServers).

# need_postgres: true when PostgreSQL's programs are there; otherwise web_reason says what is missing.
need_postgres() {
  has_postgres || { install_debian postgresql >.build/servers.log 2>&1 </dev/null && has_postgres; } ||
    { web_reason="this machine lacks PostgreSQL, which could not be installed (.build/servers.log)"; return 1; }
}

has_postgres() {
  local folder
  for folder in "${POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then return 0; fi
  done
  return 1
}

# need_azurite: the same for Azurite, the emulator of Azure Storage, which comes from npm.
need_azurite() { prepare_node TestServers; }

# need_slapd: the same for OpenLDAP's server.
need_slapd() {
  has_slapd || { install_debian slapd >.build/servers.log 2>&1 </dev/null && has_slapd; } ||
    { web_reason="this machine lacks OpenLDAP's slapd, which could not be installed (.build/servers.log)"; return 1; }
}

has_slapd() { [ -x /usr/sbin/slapd ] && [ -x /usr/sbin/slapadd ]; }

# need_checkers: the same for what reads the files of deploy/: promtool, HAProxy, openssl, and dclint from npm.
need_checkers() {
  PATH=$PATH:/usr/sbin have_or_install promtool:prometheus haproxy:haproxy openssl:openssl && prepare_node Deploy.Tests
}
