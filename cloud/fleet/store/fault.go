package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// The primary result codes of SQLite that say whose fault it is,
// https://sqlite.org/rescode.html.
const (
	sqliteBusy    = 5
	sqliteLocked  = 6
	sqliteCorrupt = 11
	sqliteFull    = 13
	sqliteNotADB  = 26
)

// Fault returns err with the kind it has in a database and the way out. An
// error that has its kind keeps it.
func Fault(op, subject string, err error) error {
	if f := (*fault.Error)(nil); errors.As(err, &f) {
		return err
	}
	kind, hint := classify(err)
	return &fault.Error{Op: op, Kind: kind, Subject: subject, Hint: hint, Err: err}
}

// Lost tells whether err is of a connection that was there and is gone, as after
// a restart of PostgreSQL.
func Lost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.As(err, &network) && !network.Timeout()
}

func classify(err error) (fault.Kind, string) {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var dial *pgconn.ConnectError
	var parse *pgconn.ParseConfigError
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Busy, "try again: the registry did not answer in time"
	case errors.As(err, &lite):
		return ofSQLite(lite.Code() & 0xff)
	case errors.As(err, &pg):
		return ofPostgres(pg.Code)
	case errors.As(err, &parse):
		return fault.Invalid, "give registry_url as postgres://user@host/database"
	case errors.As(err, &dial):
		return fault.Unreachable, "is PostgreSQL running? see registry_url"
	case errors.Is(err, driver.ErrBadConn), errors.As(err, &network):
		return fault.Unreachable, "is PostgreSQL running? see registry_url"
	}
	return fault.Internal, ""
}

func ofSQLite(code int) (fault.Kind, string) {
	switch code {
	case sqliteBusy, sqliteLocked:
		return fault.Busy, "another process has the file open: stop it"
	case sqliteCorrupt, sqliteNotADB:
		return fault.Corrupt, "restore the file from a backup"
	case sqliteFull:
		return fault.Busy, "make room on the disk"
	}
	return fault.Internal, ""
}

// ofPostgres goes by the class of an SQLSTATE,
// https://www.postgresql.org/docs/15/errcodes-appendix.html.
func ofPostgres(code string) (fault.Kind, string) {
	switch class := code[:min(2, len(code))]; class {
	case "08", "57":
		return fault.Unreachable, "is PostgreSQL running? see registry_url"
	case "28":
		return fault.Denied, "give registry_url a user that may log in"
	case "3D":
		return fault.NotFound, "make the database that registry_url names"
	case "40", "53", "55":
		return fault.Busy, "try again later"
	case "42":
		if code == "42501" {
			return fault.Denied, "let the user of registry_url make tables in the database"
		}
	case "XX":
		return fault.Corrupt, "restore the database from a backup"
	}
	return fault.Internal, ""
}

// Name returns source as it may be shown: without its password.
func Name(source string) string {
	if !strings.Contains(source, "://") {
		return source
	}
	u, err := url.Parse(source)
	if err != nil {
		return "registry_url"
	}
	u.RawQuery, _, _ = strings.Cut(u.RawQuery, "password=")
	return u.Redacted()
}
