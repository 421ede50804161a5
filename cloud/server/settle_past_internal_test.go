package server

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/cloud/market"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// behind is a writer whose database lacks what is stored.
type behind history.State

func (b behind) State() history.State { return history.State(b) }

// What is stored and has not come to the database is not missing: nobody settles then.
func TestNobodySettlesByADatabaseThatIsBehind(t *testing.T) {
	client, err := history.NewClient("http://history", nobody{})
	require.NoError(t, err)
	f := func(state history.State, want fault.Kind) {
		t.Helper()
		m := &metered{client, behind(state)}
		now := time.Now()
		_, err := m.Known(t.Context(), market.Meter{Site: "home-1", Metric: market.HomeMeter}, energy.Interval{Start: now.Add(-time.Hour), End: now})
		require.Equal(t, want, fault.KindOf(err))
	}
	f(history.State{}, fault.Unreachable)
	f(history.State{Undelivered: mostBehind}, fault.Unreachable)
	f(history.State{Undelivered: mostBehind + 1}, fault.Busy)
	f(history.State{DownSince: time.Now()}, fault.Busy)
}

// nobody is a database that is not there.
type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("nobody") }
