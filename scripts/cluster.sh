# Sourced by ./run for `./run cluster`, after dotnet.sh, web.sh and servers.sh: three silos and two gateways on this machine, on a PostgreSQL
# or an Azurite of their own, behind one address. Everything listens on 127.0.0.1; what is started here is in $started, for stop().

silo=Silo/bin/Release/net10.0/Countersign.Silo.dll
balancer=Samples/Balancer/bin/Release/net10.0/Countersign.Balancer.dll
started="" named=""

build_cluster() {
  build && dotnet build Silo/Silo.csproj -c Release -nologo -v:q && dotnet build Samples/Balancer/Balancer.csproj -c Release -nologo -v:q
}

# start NAME SIGN COMMAND...: in the background, until its log says SIGN, for two minutes at most.
start() {
  local name=$1 sign=$2 log=$data/$1.log waited=0
  shift 2
  printf 'Starting %s ... ' "$name"
  : >"$log"
  "$@" >"$log" 2>&1 </dev/null &
  started="$! $started" named="$named${named:+, }$name $!"
  until grep -qF "$sign" "$log"; do
    if ! kill -0 "${started%% *}" 2>/dev/null || [ "$waited" -ge 1200 ]; then
      echo "it did not start. Its last words:"
      tail -n 20 "$log"
      exit 1
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  echo "ready"
}

# Eighteen neighbouring ports, from 5080 on unless somebody has one of them.
choose_cluster_ports() {
  local at
  port=5080
  for ((at = 0; at < 18; at++)); do
    if taken "$((port + at))"; then port=$((port + at + 1)) at=-1; fi
    if [ "$port" -ge 32750 ]; then echo "No eighteen neighbouring free ports between 5080 and 32767." >&2; exit 1; fi
  done
  public=http://127.0.0.1:$port admin=http://127.0.0.1:$((port + 1)) sample_url=http://127.0.0.1:$((port + 2))
  stand_in_url=http://127.0.0.1:$((port + 17))
}

# PostgreSQL refuses root, so root hands it to the user "postgres".
as_somebody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

# The same in place of the shell that runs it, so that the process id is the program's.
become_somebody() {
  if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else exec "$@"; fi
}

# That user passes through the folders that are made here, and sees nothing else in them: what is secret there has only its owner's rights.
admit_postgres() {
  chmod 711 "$data"
  if [ "$data" = "$PWD/data/cluster-$on" ]; then chmod 711 "$PWD/data"; fi
  as_somebody test -x "$1" && return 0
  echo "PostgreSQL does not run as root, and its user postgres cannot enter $data. Name a folder that it can enter with --data." >&2
  exit 1
}

start_postgres() {
  local folder bin="" database=$data/postgres
  need_postgres || { echo "$web_reason" >&2; exit 1; }
  for folder in "${POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
    if [ -x "$folder/initdb" ]; then bin=$folder; fi
  done
  if [ ! -s "$database/PG_VERSION" ]; then
    mkdir -p "$database"
    printf %s "$(read_secret postgres-password)" >"$database.password"
    if [ "$(id -u)" = 0 ]; then admit_postgres "$database" && chown postgres "$database" "$database.password"; fi
    as_somebody "$bin/initdb" -D "$database" -U countersign --auth=scram-sha-256 --pwfile="$database.password" -E UTF8 --locale=C \
      >"$data/initdb.log" 2>&1 || { cat "$data/initdb.log" >&2; exit 1; }
    rm -f "$database.password"
  fi
  start postgres "ready to accept connections" become_somebody "$bin/postgres" -D "$database" -p "$((port + 16))" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
  connection="Host=127.0.0.1;Port=$((port + 16));Username=countersign;Password=$(read_secret postgres-password);Database=postgres"
}

# Its one account and key are in every copy of it, so it is for trials on one machine.
start_azurite() {
  need_azurite || { echo "$web_reason" >&2; exit 1; }
  local account=devstoreaccount1 key
  mkdir -p "$data/azurite"
  start azurite "Table service successfully started" node Tests/TestServers/node/node_modules/azurite/dist/src/table/main.js \
    --tablePort "$((port + 16))" --tableHost 127.0.0.1 --location "$data/azurite" --skipApiVersionCheck --disableTelemetry
  key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
  connection="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key;TableEndpoint=http://127.0.0.1:$((port + 16))/$account;"
}

start_cluster() {
  local n kind=postgres connection="" secret
  if [ "$on" = azure ]; then kind=azure-storage; start_azurite; else start_postgres; fi
  (umask 077 && printf %s "$connection" >"$data/connection")
  if [ ! -s "$data/keys.base64" ]; then (umask 077 && head -c 32 /dev/urandom | base64 | tr -d '\n' >"$data/keys.base64"); fi
  export Countersign__Store=$kind Countersign__StoreConnectionFile=$data/connection Countersign__Clustering=$kind
  export Countersign__Origin=$public Countersign__Keys__Secret Countersign__TrustedProxies=127.0.0.1 Countersign__Admin__Token=$token
  export Countersign__Admin__Tenant=contoso Countersign__Outbound__Networks=127.0.0.1/32
  Countersign__Keys__Secret=$(cat "$data/keys.base64")
  export Countersign__Clients__0__Tenant=contoso Countersign__Clients__0__Id=sample Countersign__Clients__0__Name="Sample application"
  export Countersign__Clients__0__Secret=$sample_secret Countersign__Clients__0__RedirectUris=$sample_url/callback
  export Countersign__Clients__0__PostLogoutRedirectUris=$sample_url/signed-out
  for n in 1 2 3; do
    start "silo$n" "silo is ready" dotnet "$silo" --silo-port "$((port + 4 + 3 * n))" --gateway-port "$((port + 5 + 3 * n))" \
      --health-urls "http://127.0.0.1:$((port + 6 + 3 * n))"
  done
  start gateway1 "Countersign is ready" dotnet "$gateway" serve --engine cluster --data "$data/gateway1" \
    --urls "http://127.0.0.1:$((port + 3))" --admin-urls "$admin"
  start gateway2 "Countersign is ready" dotnet "$gateway" serve --engine cluster --data "$data/gateway2" \
    --urls "http://127.0.0.1:$((port + 4))" --admin-urls "http://127.0.0.1:$((port + 5))"
  BALANCER_URL=$public BALANCER_GATEWAYS=http://127.0.0.1:$((port + 3)),http://127.0.0.1:$((port + 4)) \
    start balancer "balancer ready" dotnet "$balancer"
  until curl -fsS -m 5 -o /dev/null "$public/health/ready" 2>/dev/null; do sleep 0.2; done
}

say_cluster() {
  cat <<TEXT

Three silos (health on $((port + 9)), $((port + 12)), $((port + 15))) and two gateways ($((port + 3)), $((port + 4))) serve behind $public. Each has its log in
$data. Kill a silo or a gateway, and sign in all the same:
  $named
TEXT
}
