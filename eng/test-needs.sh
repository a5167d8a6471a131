# What the tests need beside this checkout. Sourced by eng/test.sh.
#
# A peer that can't be had here skips its tests with a reason: GAMEAUTH_SKIP_NODE holds it, and the tests that need Node.js read it;
# GAMEAUTH_SKIP_TPM does the same for those that need a software TPM, GAMEAUTH_SKIP_KEYRING for those that need GNOME Keyring,
# GAMEAUTH_SKIP_CHROMIUM for those that need a browser, GAMEAUTH_SKIP_POSTGRESQL and GAMEAUTH_SKIP_PGBOUNCER for those that need PostgreSQL's and PgBouncer's programs.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then sudo -n "$@"
  else return 1
  fi
}

# Debian's and Ubuntu's own packages only, and quietly unless it fails.
apt_install() {
  command -v apt-get > /dev/null || return 1
  echo "installing $* with apt-get"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" < /dev/null
}

need_dotnet() {
  local version
  if ! command -v dotnet > /dev/null; then
    echo "The .NET 10 SDK is not on the PATH. Install it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
  fi
  # Run inside the checkout, so that global.json has its say.
  if ! version="$(dotnet --version 2>&1)"; then
    printf '%s\n' "$version" >&2
    echo "No .NET 10 SDK was found. Install it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
  fi
  echo "dotnet $version"
}

node_major() {
  local version
  version="$(node --version 2> /dev/null)" || version="v0"
  version="${version#v}"
  echo "${version%%.*}"
}

# Node.js 20 or newer. Distributions that ship an older one still bring npm, which fetches a newer one by lock file into eng/node.
need_node() {
  local may_install="$1" local_node="$PWD/eng/node/node_modules/.bin"
  if [ "$(node_major)" -lt 20 ] && [ -x "$local_node/node" ]; then PATH="$local_node:$PATH"; fi
  if [ "$(node_major)" -lt 20 ] && [ "$may_install" = true ] && [ "$(uname -s)" = Linux ]; then
    command -v npm > /dev/null || apt_install nodejs npm || true
    if [ "$(node_major)" -lt 20 ] && command -v npm > /dev/null; then
      echo "Node.js is $(node --version 2> /dev/null || echo absent); fetching a newer one into eng/node"
      if (cd eng/node && npm ci --ignore-scripts --no-audit --no-fund); then PATH="$local_node:$PATH"; fi
    fi
  fi
  export PATH
  if [ "$(node_major)" -ge 20 ] && command -v npm > /dev/null; then
    echo "node $(node --version), npm $(npm --version 2> /dev/null)"
  else
    skip_node "Node.js 20 or newer with npm is not installed (found: $(node --version 2> /dev/null || echo none))"
  fi
}

# The clients that nobody here wrote, at the versions of their lock file.
need_peers() {
  local may_install="$1" peers
  for peers in tests/*/peers; do
    if [ -n "${GAMEAUTH_SKIP_NODE:-}" ] || [ ! -f "$peers/package-lock.json" ]; then continue; fi
    if cmp -s "$peers/package-lock.json" "$peers/node_modules/.installed-lock.json"; then
      echo "$peers is up to date"
    elif (cd "$peers" && npm ci --ignore-scripts --no-audit --no-fund); then
      cp "$peers/package-lock.json" "$peers/node_modules/.installed-lock.json"
    else
      skip_node "npm ci failed in $peers"
    fi
  done
}

skip_node() {
  export GAMEAUTH_SKIP_NODE="$1"
  echo "tests with npm peers are skipped: $1"
}

# Debian's python3-socketio, an Engine.IO 4 client that nobody here wrote.
need_python() {
  local may_install="$1"
  if ! has_socketio && [ "$may_install" = true ] && [ "$(uname -s)" = Linux ]; then
    apt_install python3-socketio python3-websocket > /dev/null 2>&1 || true
  fi
  if has_socketio; then
    echo "python3-socketio is there"
  else
    export GAMEAUTH_SKIP_PYTHON="python3-socketio is not installed (Debian and Ubuntu: apt-get install python3-socketio python3-websocket)"
    echo "tests with python3-socketio are skipped: $GAMEAUTH_SKIP_PYTHON"
  fi
}

has_socketio() { [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import socketio, websocket' 2> /dev/null; }

# A software TPM with its tools, and OpenSSL's provider for it.
need_tpm() {
  local may_install="$1"
  has_tpm && { echo "swtpm, tpm2-tools and tpm2-openssl are there"; return 0; }
  if [ "$may_install" = true ] && [ "$(uname -s)" = Linux ]; then
    apt_install swtpm tpm2-tools tpm2-openssl libtss2-tcti-swtpm0 || apt_install swtpm tpm2-tools tpm2-openssl || true
  fi
  if ! has_tpm; then
    export GAMEAUTH_SKIP_TPM="swtpm, tpm2-tools and tpm2-openssl are not installed"
    echo "tests with a software TPM are skipped: $GAMEAUTH_SKIP_TPM"
  fi
}

has_tpm() {
  command -v swtpm > /dev/null && command -v tpm2_flushcontext > /dev/null &&
    { compgen -G '/usr/lib*/ossl-modules/tpm2.so' || compgen -G '/usr/lib/*/ossl-modules/tpm2.so'; } > /dev/null
}

# GNOME Keyring, D-Bus and libsecret; the tests run them in sessions and homes of their own.
need_keyring() {
  local may_install="$1"
  if [ "$(uname -s)" != Linux ]; then skip_keyring "the Secret Service is of Linux"; return 0; fi
  if ! has_keyring && [ "$may_install" = true ]; then
    apt_install gnome-keyring dbus libsecret-1-0 libsecret-tools > /dev/null 2>&1 || true
  fi
  if has_keyring; then
    echo "$(gnome-keyring-daemon --version 2> /dev/null | head -n 1), libsecret"
  else
    skip_keyring "GNOME Keyring, D-Bus or libsecret is not installed (Debian and Ubuntu: apt-get install gnome-keyring dbus libsecret-1-0 libsecret-tools)"
  fi
}

has_keyring() {
  command -v gnome-keyring-daemon && command -v dbus-run-session && command -v dbus-send && command -v secret-tool
} > /dev/null

skip_keyring() {
  export GAMEAUTH_SKIP_KEYRING="$1"
  echo "tests with a real keyring are skipped: $1"
}

# PostgreSQL's and PgBouncer's programs; the tests make clusters of their own with them, on Unix sockets in directories of their own. The servers that the packages may start are not used.
need_postgresql() {
  local may_install="$1"
  if [ "$(uname -s)" != Linux ]; then skip_postgresql "the tests run PostgreSQL's programs as Linux has them"; return 0; fi
  if ! has_postgresql && [ "$may_install" = true ]; then { apt_install postgresql-15 || apt_install postgresql; } > /dev/null 2>&1 || true; fi
  if ! has_postgresql; then
    skip_postgresql "PostgreSQL is not installed (Debian and Ubuntu: apt-get install postgresql)"
    return 0
  fi
  if ! has_pgbouncer && [ "$may_install" = true ]; then apt_install pgbouncer > /dev/null 2>&1 || true; fi
  if has_pgbouncer; then
    echo "$("$(program_of_postgresql postgres)" --version), pgbouncer"
  else
    export GAMEAUTH_SKIP_PGBOUNCER="PgBouncer is not installed (Debian and Ubuntu: apt-get install pgbouncer)"
    echo "tests with a pooler are skipped: $GAMEAUTH_SKIP_PGBOUNCER"
  fi
}

program_of_postgresql() { command -v "$1" || compgen -G "/usr/lib/postgresql/*/bin/$1" | sort -V | tail -n 1 | grep .; }

has_postgresql() { { program_of_postgresql initdb && program_of_postgresql postgres && command -v setpriv; } > /dev/null; }

has_pgbouncer() { command -v pgbouncer > /dev/null || [ -x /usr/sbin/pgbouncer ]; }

skip_postgresql() {
  export GAMEAUTH_SKIP_POSTGRESQL="$1"
  echo "tests with PostgreSQL are skipped: $1"
}

# A browser of the Chromium family; the tests run it without a window.
need_chromium() {
  local may_install="$1"
  if [ "$(uname -s)" != Linux ]; then skip_chromium "the processes of the browser are looked for in /proc, which only Linux has"; return 0; fi
  if ! has_chromium > /dev/null && [ "$may_install" = true ]; then apt_install chromium > /dev/null 2>&1 || true; fi
  if has_chromium > /dev/null; then
    echo "$("$(has_chromium)" --version 2> /dev/null | head -n 1)"
  else
    skip_chromium "no Chromium, Chrome, Edge or Brave is installed (Debian: apt-get install chromium)"
  fi
}

has_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome-stable || command -v google-chrome || command -v microsoft-edge || command -v brave-browser
}

skip_chromium() {
  export GAMEAUTH_SKIP_CHROMIUM="$1"
  echo "tests with a real browser are skipped: $1"
}

# The sample NativeLauncher as a native file, where the compiler's packages restore and a C linker is there. A warning of the compiler is an error.
need_native() {
  local out="$PWD/artifacts/native" linker
  linker="$(command -v clang || command -v gcc)" || { skip_native "no clang and no gcc, which link a native file"; return 0; }
  local publish=(samples/NativeLauncher -r "$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)" -p:PublishAot=true "-p:CppCompilerAndLinker=$(basename "$linker")"
    -p:RestoreLockedMode=false --artifacts-path "$out" --disable-build-servers)
  step "Publish the native sample"
  if ! dotnet restore "${publish[@]}" > "$out-restore.log" 2>&1; then
    skip_native "the packages of the native compiler do not restore (artifacts/native-restore.log)"
    return 0
  fi
  dotnet publish "${publish[@]}" -c Release --no-restore -p:RunAnalyzers=false -v minimal || return 1
  export GAMEAUTH_NATIVE_LAUNCHER
  GAMEAUTH_NATIVE_LAUNCHER="$(find "$out/publish" -type f -name NativeLauncher)"
}

skip_native() {
  export GAMEAUTH_SKIP_NATIVE="$1"
  echo "tests with the native sample are skipped: $1"
}
