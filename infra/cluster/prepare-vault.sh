#!/bin/sh
# Makes Dutybook's own role with the password that its address holds, and the tables that it may use but does not own.
set -eu
PGPASSWORD=$(cat /run/secrets/postgres-password)
export PGPASSWORD
password=$(sed -E 's|^postgres(ql)?://dutybook:([0-9a-f]+)@.*$|\2|' /run/secrets/vault-url)
psql --set=ON_ERROR_STOP=1 --set=password="$password" <<'SQL'
select 'create role dutybook login' where not exists (select from pg_roles where rolname = 'dutybook') \gexec
alter role dutybook login nosuperuser nobypassrls nocreatedb nocreaterole password :'password';
SQL
psql --set=ON_ERROR_STOP=1 --file=/schema/vault.sql
