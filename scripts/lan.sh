# Sourced by ./run for --lan: an address of this machine that phones in the same network can open, and a certificate for it.

# choose_lan_address: of this machine's addresses a private one, else the first that leads outside.
choose_lan_address() {
  local all one
  all=$(hostname -I 2>/dev/null || ifconfig 2>/dev/null | sed -n 's/.*inet \([0-9.]*\) .*/\1/p') || true
  for one in $all; do
    case $one in 10.* | 192.168.* | 172.1[6-9].* | 172.2?.* | 172.3[01].*) lan_address=$one; return ;; esac
  done
  for one in $all; do
    case $one in 127.* | *:*) ;; *.*.*.*) lan_address=$one; return ;; esac
  done
  echo "This machine has no address in a network that could be found. Name one: --lan=192.168.1.7" >&2
  exit 1
}

# choose_lan: the name that phones open and the address that the gateway binds, from --lan or --lan=NAME.
choose_lan() {
  case $lan in
    auto) choose_lan_address; lan_name=$lan_address ;;
    *[!0-9.]*) choose_lan_address; lan_name=$lan ;;
    *) lan_address=$lan lan_name=$lan ;;
  esac
  public=https://$lan_name:$port
  listen=https://$lan_address:$port
}

# make_certificate: for that name, by an authority that signs it and nothing else: its key is thrown away at once, so whoever trusts it
# trusts this one certificate. Ninety days; made anew when it is over, or for another name.
make_certificate() {
  local folder=$data/lan work kind=IP
  case $lan_name in *[!0-9.]*) kind=DNS ;; esac
  authority=$folder/authority.crt
  command -v openssl >/dev/null || { echo "--lan makes a certificate with openssl, which is not on this machine." >&2; exit 1; }
  if [ "$(cat "$folder/name" 2>/dev/null)" = "$lan_name" ] &&
    openssl x509 -checkend 86400 -noout -in "$folder/server.crt" >/dev/null 2>&1; then return; fi
  (umask 077 && mkdir -p "$folder")
  work=$(mktemp -d "$folder/new.XXXXXX")
  cat >"$work/conf" <<CONF
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $kind:$lan_name
CONF
  if ! sign_certificate "$work" >"$work/log" 2>&1; then cat "$work/log" >&2; rm -rf "$work"; exit 1; fi
  mv "$work/authority.crt" "$work/server.crt" "$work/server.key" "$folder"
  printf %s "$lan_name" >"$folder/name"
  rm -rf "$work"
}

sign_certificate() (
  umask 077
  cd "$1" || exit 1
  openssl ecparam -name prime256v1 -genkey -noout -out authority.key &&
    openssl req -x509 -new -key authority.key -sha256 -days 90 -subj "/CN=Countersign trial" -config conf -extensions authority \
      -out authority.crt &&
    openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out server.key &&
    openssl req -new -key server.key -subj "/CN=Countersign" -config conf -out server.csr &&
    openssl x509 -req -in server.csr -CA authority.crt -CAkey authority.key -set_serial "0x$(od -An -N15 -tx1 /dev/urandom | tr -d ' \n')" \
      -days 90 -sha256 -extfile conf -extensions server -out server.crt
)

say_lan() {
  cat <<TEXT

Others in this network can reach it now, on $lan_address, for as long as it runs; not administration, nor the sample application.

  on a phone, open            $public/contoso/phone
  the phone warns             of a certificate that it does not know. Go on all the same: the page works, and takes a PIN. Or trust it,
                              so that the page can be put on the home screen, too: send the file
                                $authority
                              to the phone (a mail to yourself does) and open it there.
                              Android: Settings, Security, Encryption & credentials, Install a certificate, CA certificate.
                              iPhone: Settings, General, VPN & Device Management, install; About, Certificate Trust Settings, switch on.
                              The key that signed it is gone already, so nobody can sign another. Remove it after the trial.
  this computer's browser     warns as well, at the same address
  fingerprint or face         need a host name instead of numbers: --lan=NAME, a name by which the phone finds this machine
TEXT
}
