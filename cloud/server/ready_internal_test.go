package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

func TestRow52_UnreadyNamesWhatDoesNotWork(t *testing.T) {
	now := time.Unix(1e9, 0)
	g := func(accepting, storing bool, passed time.Time, ticks map[energy.PlantID]time.Time, want string) {
		t.Helper()
		err := unready(accepting, storing, passed, ticks, now)
		if want == "" {
			require.NoError(t, err)
			return
		}
		require.EqualError(t, err, want)
	}
	f := func(accepting, storing bool, ticks map[energy.PlantID]time.Time, want string) {
		t.Helper()
		g(accepting, storing, now.Add(-tickWait), ticks, want)
	}
	well := map[energy.PlantID]time.Time{"a": now.Add(-tickWait), "b": now.Add(time.Second)}
	f(true, true, nil, "")
	f(true, true, well, "")
	f(false, true, well, "broker: does not accept homes")
	f(true, false, well, "history: does not store")
	f(true, true, map[energy.PlantID]time.Time{"a": now, "b": {}}, "dispatch of b: has not ticked yet")
	f(false, false, map[energy.PlantID]time.Time{"a": now.Add(-7 * time.Second)},
		"broker: does not accept homes; dispatch of a: last ticked 7s ago; history: does not store")
	g(true, true, now.Add(-6*time.Second), well, "estimates: last made 6s ago")
}

// Nothing is there to be touched: only what is asked of the process itself is
// answered.
func TestRow53_LivenessTouchesNothingAndReadinessSaysWhatIsAway(t *testing.T) {
	e := &estimates{}
	e.picture.Store(&picture{at: time.Now()})
	h := handler(Config{}, stores{}, &road{estimates: e}, slog.New(slog.DiscardHandler))
	f := func(path string, status int, has string) {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		require.Equal(t, status, w.Code)
		require.Contains(t, w.Body.String(), has)
	}
	f("/livez", http.StatusOK, "alive")
	f("/readyz", http.StatusServiceUnavailable, "broker: does not accept homes; history: does not store")
}

func untilEnd(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func TestAStoreThatFailsEndsTheWorkWithItsReason(t *testing.T) {
	broken := errors.New("the disk is full")
	err := outlast(t.Context(), func(context.Context) error { return broken }, untilEnd)
	require.ErrorIs(t, err, broken)
}

func TestTheStoreOutlastsTheWork(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var order []string
	store := func(ctx context.Context) error {
		<-ctx.Done()
		order = append(order, "store")
		return errors.New("late")
	}
	work := func(ctx context.Context) error {
		stop()
		<-ctx.Done()
		order = append(order, "work")
		return errors.New("early")
	}
	err := outlast(ctx, store, work)
	require.ErrorContains(t, err, "early")
	require.ErrorContains(t, err, "late")
	require.Equal(t, []string{"work", "store"}, order)
}

// TestARoomThatIsStuckDoesNotKeepTheProcess: the reason comes out, at once
// where the others end, and where they do not after a wait.
func TestARoomThatIsStuckDoesNotKeepTheProcess(t *testing.T) {
	reason := errors.New("no tick for 30s")
	f := func(rooms func() error, after time.Duration, want string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			stuck := make(chan error, 1)
			stuck <- reason
			began := time.Now()
			require.EqualError(t, unlessStuck(stuck, rooms), want)
			require.Equal(t, after, time.Since(began))
			time.Sleep(time.Hour)
		})
	}
	f(func() error { time.Sleep(time.Second); return errors.New("all of them") }, time.Second, "all of them")
	f(func() error { time.Sleep(time.Minute); return nil }, partWait, "no tick for 30s")
	require.NoError(t, unlessStuck(nil, func() error { return nil }))
}
