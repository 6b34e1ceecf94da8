#!/usr/bin/env bash
# ./secrets.sh [NAME]   makes what compose.yaml wants in ./secrets, where it is not there yet, and ./.env with the origin. NAME is the host of
#                       the address that people see (default: localhost, and port 8443), for a certificate of the proxy that no browser
#                       trusts: put your own in its place
# ./secrets.sh renew    gives the cluster a new certificate, good for 90 days; processes take it without a restart
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets
cd secrets

# Containers run as users of their own, so the files are readable by everyone; the folder is not.
keep() { if [ -s "$1" ]; then cat >/dev/null; else cat >"$1" && chmod 644 "$1"; fi; }

random() { openssl rand -"$1" "$2" | tr -d '\n'; }

# The file is written anew and not replaced: a container holds on to the file that it was given.
issue() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout new.key -out new.csr -subj "/CN=countersign cluster" 2>/dev/null
  printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' >new.ext
  openssl x509 -req -in new.csr -CA cluster-authority.pem -CAkey authority.key -CAcreateserial -days 90 -extfile new.ext -out new.pem \
    2>/dev/null
  cat new.key >cluster.key
  cat new.pem >cluster.pem
  chmod 644 cluster.key cluster.pem
  rm -f new.key new.csr new.pem new.ext
}

if [ "${1:-}" = renew ]; then issue; exit 0; fi
name=${1:-localhost}

# Phones are tied to the origin, so it is kept as well.
case $name in localhost) origin=https://localhost:8443 ;; *) origin=https://$name ;; esac
if [ ! -s ../.env ]; then echo "COUNTERSIGN_ORIGIN=$origin" >../.env; fi

random hex 24 | keep database-password
printf 'Host=database;Database=countersign;Username=countersign;Password=%s;GSS Encryption Mode=Disable' "$(cat database-password)" |
  keep store-connection
random base64 32 | keep keys-secret
random hex 32 | keep admin-token
random hex 16 | keep grafana-password
if [ ! -s authority.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout authority.key -out cluster-authority.pem -days 3650 \
    -subj "/CN=countersign cluster authority" -addext keyUsage=critical,keyCertSign 2>/dev/null
  chmod 644 cluster-authority.pem
fi
if [ ! -s cluster.pem ]; then issue; fi
if [ ! -s proxy.pem ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout proxy.key -out proxy.crt -days 90 \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name" 2>/dev/null
  cat proxy.crt proxy.key | keep proxy.pem
  rm -f proxy.crt proxy.key
fi
