#!/bin/sh
# Makes the secrets of the cluster once, beside this file. Keep a copy of vault-key apart from every backup of the data: without it no text
# can be read again.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets
make() { [ -e "$1" ] || printf '%s\n' "$2" > "$1"; }
make postgres-password "$(openssl rand -hex 24)"
make vault-url "postgresql://dutybook:$(openssl rand -hex 24)@postgres/dutybook?sslmode=disable"
make vault-key "$(openssl rand -base64 32)"
# The processes run as another user than the one who makes these.
chmod 444 vault-url vault-key
