package demo

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type steady float64

func (s steady) Level(time.Duration) float64 { return float64(s) }

// TestTheOperatorAssignsACapacity: 40 % of what is offered, with each target a
// part of it, and nothing before there is an offer.
func TestTheOperatorAssignsACapacity(t *testing.T) {
	f := func(offer energy.Watts, want string) {
		t.Helper()
		ctx, stop := context.WithCancel(t.Context())
		got := ""
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			got = r.Method + " " + r.URL.Path + " " + string(body)
			stop()
		}))
		defer server.Close()
		o := &Operator{url: server.URL + "/plant", levels: steady(-0.5), log: slog.New(slog.DiscardHandler)}
		require.NoError(t, o.Run(ctx, func() energy.Watts {
			if offer == 0 {
				stop()
			}
			return offer
		}))
		require.Equal(t, want, got)
		asked, ok := o.Asked(time.Now())
		require.Equal(t, offer != 0, ok)
		require.Equal(t, -0.2*offer, asked)
	}
	f(1000, `PUT /plant/target {"capacity_w":400,"for_ms":15000,"power_w":-200}`)
	f(0, "")
}
