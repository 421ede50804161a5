package fleet_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/fleet"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// TestForgetPerson_LeavesNothingInAnyTable: every row of every table is read
// before, where the person is found, and after, where nothing of them is; and all
// else is as it was.
func TestForgetPerson_LeavesNothingInAnyTable(t *testing.T) {
	onBoth(t, func(t *testing.T, source string) {
		r := open(t, source)
		imported(t, r, sheet.CSV, street)
		imported(t, r, sheet.CSV, head+"person,,,home-2,,,name,Trillian Mack,,,,\nperson,,,home-2,,,email,tm@example.org,,,,\n"+
			"person,,,home-2,,,phone,+44 555 0199,,,,\nperson,,,home-2,,,address,42 Far End,,,,\n")
		require.NoError(t, r.SetPerson(t.Context(), "home-2", fleet.Person{Name: "Trillian Mack", Email: "tm@example.org", Phone: "+44 555 0199", Address: "43 Far End"}, epoch))
		person := []string{"Trillian", "Mack", "example.org", "555 0199", "Far End"}
		before := dump(t, source)
		for _, word := range person {
			require.Contains(t, before["person"], word)
		}

		require.NoError(t, r.ForgetPerson(t.Context(), "home-2", epoch))
		after := dump(t, source)
		require.Len(t, after, len(before))
		for table, text := range after {
			for _, word := range person {
				require.NotContains(t, text, word, table)
			}
			if table != "person" && table != "change" {
				require.Equal(t, before[table], text, table)
			}
		}
		require.Contains(t, after["person"], "Jo Øst", "the person of another home stays")
		require.Equal(t, strings.Count(before["change"], "\n")+1, strings.Count(after["change"], "\n"), "one line of the outbox")
		require.Contains(t, after["change"], "person_forgotten home-2")
	})
}

// dump returns every table of a database as text.
func dump(t *testing.T, source string) map[string]string {
	t.Helper()
	driver, names := "sqlite", `SELECT name FROM sqlite_master WHERE type = 'table'`
	if strings.HasPrefix(source, "postgres") {
		driver, names = "pgx", `SELECT table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	defer db.Close()
	all := map[string]string{}
	for _, table := range lines(t, db, names) {
		all[table] = strings.Join(lines(t, db, "SELECT * FROM "+table), "\n") + "\n"
	}
	require.Greater(t, len(all), 10)
	return all
}

// lines returns the rows of a query as texts, sorted by the database.
func lines(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query+" ORDER BY 1")
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		require.NoError(t, rows.Scan(into...))
		all = append(all, strings.Trim(fmt.Sprint(values), "[]"))
	}
	require.NoError(t, rows.Err())
	return all
}

// While somebody still reads the files as they were, a person is not said to be
// forgotten: who asks again is told when that is so.
func TestForgetPerson_SaysWhereAReaderKeepsThePerson(t *testing.T) {
	source := file(t)
	config := fleet.Defaults(source)
	config.Busy = 50 * time.Millisecond
	r, err := config.Open()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	addHome(t, r, 1)
	require.NoError(t, r.SetPerson(t.Context(), "home-1", fleet.Person{Name: "Trillian Mack"}, epoch))

	db, err := sql.Open("sqlite", source)
	require.NoError(t, err)
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT name FROM person`)
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.Equal(t, fault.Busy, fault.KindOf(r.ForgetPerson(t.Context(), "home-1", epoch)))
	require.NoError(t, rows.Close())
	require.Equal(t, fault.NotFound, fault.KindOf(r.ForgetPerson(t.Context(), "home-1", epoch)))
	for _, name := range []string{source, source + "-wal"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NotContains(t, string(data), "Trillian")
	}
}
