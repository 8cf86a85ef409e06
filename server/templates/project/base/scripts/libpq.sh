# Read by the scripts that call psql, pg_dump and pg_restore. With verify-full these
# look for the certificate of the authority in ~/.postgresql/root.crt alone, while the
# service trusts what the system trusts. A DATABASE_URL that works for one has to work
# for all, so they are told to do the same. It needs the programs of PostgreSQL 16.

trust_as_the_service_does() {
	case "$1" in
	*sslrootcert=*) ;;
	*sslmode=verify-full*) export PGSSLROOTCERT="${PGSSLROOTCERT:-system}" ;;
	esac
}
