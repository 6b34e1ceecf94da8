# Sourced by ./run and ./test, from the root of the checkout. What both need before they may call dotnet.
# Written for bash 3.2, which is what macOS still ships.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export MSBUILDDISABLENODEREUSE=1 # leave no build process behind when the command ends

mkdir -p .build

# dotnet and NuGet write into the home folder. Where there is none to write to (a container, a service account), .build stands in
# for it; the NuGet configuration, if one can be read, is kept, because it names the package sources.
use_writable_home() {
  [ -n "${HOME:-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ] && return
  local config="${HOME:-}/.nuget/NuGet/NuGet.Config"
  export HOME="$PWD/.build/home"
  export DOTNET_CLI_HOME="$HOME"
  mkdir -p "$HOME/.nuget/NuGet"
  if [ -r "$config" ]; then ln -sf "$config" "$HOME/.nuget/NuGet/NuGet.Config"; fi
}

need_dotnet_10() {
  local found
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "Countersign needs the .NET 10 SDK, and there is no 'dotnet' on the PATH. Get it from https://dotnet.microsoft.com/download" >&2
    exit 1
  fi
  found=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 || true)
  if ! grep -q '^10\.' <<<"$found"; then
    echo "Countersign needs the .NET 10 SDK; this machine has: $(echo ${found:-no SDK, only the runtime})." \
      "Get it from https://dotnet.microsoft.com/download" >&2
    exit 1
  fi
}

# quietly LABEL LOG COMMAND...: one line while it works, its whole output only when it fails.
quietly() {
  local label=$1 log=$2 began=$SECONDS
  shift 2
  printf '%s ... ' "$label"
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "done ($((SECONDS - began)) s)"
  else
    echo "failed"
    cat "$log"
    return 1
  fi
}
