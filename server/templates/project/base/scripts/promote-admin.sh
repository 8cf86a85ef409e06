#!/bin/sh
# Makes a user an administrator. The first one has nobody who could do it over
# the API: scripts/promote-admin.sh ada@example.com
set -eu

email="${1:?says whom to make an administrator}"
: "${DATABASE_URL:?says in which database}"
. "$(dirname "$0")/libpq.sh"
trust_as_the_service_does "$DATABASE_URL"

changed=$(psql "$DATABASE_URL" --no-psqlrc --tuples-only --no-align --quiet --set=email="$email" <<'SQL'
UPDATE users SET role = 'admin', version = version + 1 WHERE email = lower(:'email') AND deleted_at IS NULL RETURNING id
SQL
)
if [ -z "$changed" ]; then
	echo "promote-admin: there is no user with the e-mail address $email" >&2
	exit 1
fi
echo "$email is an administrator from the next login on"
