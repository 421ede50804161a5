package local_test

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

type house struct{ done *[]local.Act }

func (house) Status() local.Status {
	return local.Status{Site: "home-1", Boot: 7, Safety: "controlled", Devices: []local.Device{{ID: "bus1-unit2", State: "answers"}}}
}

func (h house) Do(a local.Act) error {
	if a.Verb != local.Pause {
		return &fault.Error{Op: "reset", Kind: fault.Conflict, Hint: "want an installer"}
	}
	*h.done = append(*h.done, a)
	return nil
}

func (house) Plan() local.Planned {
	return local.Planned{Plan: local.Plan{State: "running", By: "plan", Starts: asked, Ends: asked.Add(time.Hour)}, Text: "start,end\n"}
}

func (house) Wear() []local.Wear {
	return []local.Wear{{Device: "bus1-unit2", Register: 47509, Name: "feed_limit", Today: 3, Budget: 200}}
}

var asked = time.Date(2030, 1, 31, 16, 5, 0, 5e6, time.UTC)

func (house) Explain(t time.Time) (local.Explanation, error) {
	if t.Equal(asked) {
		return local.Explanation{At: t, Sentence: "dispatch wants 1.5 kW discharging"}, nil
	}
	if t.IsZero() {
		return local.Explanation{Sentence: "newest"}, nil
	}
	return local.Explanation{}, &fault.Error{Op: "explain", Kind: fault.NotFound, Subject: t.String(), Hint: "ask for a later time"}
}

func TestWhatIsOrderedIsDoneOrRefused(t *testing.T) {
	c := local.Client{Path: serve(t)}
	require.NoError(t, c.Do(t.Context(), local.Act{Verb: local.Pause, For: time.Hour}))
	err := c.Do(t.Context(), local.Act{Verb: local.Reset})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, "want an installer")
}

// serve opens a socket in a folder with a short path and closes it with t.
func serve(t *testing.T) string {
	dir, err := os.MkdirTemp("", "hg")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	path := local.Path(dir)
	l, err := local.Listen(path)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- local.Serve(ctx, l, house{done: new([]local.Act)}) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
	return path
}

func TestWhatIsAskedIsTold(t *testing.T) {
	path := serve(t)
	c := local.Client{Path: path}
	s, err := c.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, (house{}).Status(), s)
	w, err := c.Wear(t.Context())
	require.NoError(t, err)
	require.Equal(t, (house{}).Wear(), w)
	p, err := c.Planned(t.Context())
	require.NoError(t, err)
	require.Equal(t, (house{}).Plan(), p)
	e, err := c.Explain(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, "dispatch wants 1.5 kW discharging", e.Sentence)
	e, err = c.Explain(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Equal(t, "newest", e.Sentence)
	_, err = c.Explain(t.Context(), asked.Add(time.Hour))
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.ErrorContains(t, err, "ask for a later time")
}

func TestTheSocketIsItsUsersAlone(t *testing.T) {
	info, err := os.Stat(serve(t))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestASocketLeftBehindIsReplaced(t *testing.T) {
	path := serve(t)
	l, err := local.Listen(path)
	require.NoError(t, err)
	require.NoError(t, l.Close())
}

func TestNobodyThereIsSaidWithTheWayOut(t *testing.T) {
	_, err := local.Client{Path: "/nowhere/gateway.sock"}.Status(t.Context())
	require.Equal(t, fault.Unreachable, fault.KindOf(err))
	require.ErrorContains(t, err, "see that hearth-gateway runs")
}

// say sends raw words to a gateway and returns all that it answers.
func say(t *testing.T, path, words string) string {
	c, err := net.Dial("unix", path)
	require.NoError(t, err)
	defer c.Close()
	_, err = io.WriteString(c, words)
	require.NoError(t, err)
	answer, err := io.ReadAll(c)
	require.NoError(t, err)
	return string(answer)
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	path := serve(t)
	f := func(words, want string) {
		t.Helper()
		answer := say(t, path, words)
		require.Contains(t, answer, `"kind":"invalid"`)
		require.Contains(t, answer, want)
	}
	f(`{"ask":"explain","at":"yesterday"}`, "yesterday")
	f(`{"ask":"everything"}`, "want one of status, explain, wear, plan, do")
	f(`{"ask":"status","loudly":true}`, "loudly")
	f("GET /status HTTP/1.1\n", "invalid character")
	f(`{"ask":"`+strings.Repeat("x", 256<<10-8), "unexpected EOF")
	f(`{"ask":"do","act":{"verb":"pause","for":-5}}`, "pause: for -5ns (want a length of time of 0 or more)")
}

// A ninth visitor is answered when one of eight has left.
func TestAFullHouseAnswersWhenSomebodyLeaves(t *testing.T) {
	path := serve(t)
	var held []net.Conn
	for range 8 {
		c, err := net.Dial("unix", path)
		require.NoError(t, err)
		defer c.Close()
		held = append(held, c)
	}
	ninth := make(chan string, 1)
	go func() { ninth <- say(t, path, `{"ask":"status"}`) }()
	require.NoError(t, held[3].Close())
	require.Contains(t, <-ninth, "home-1")
}

// Whoever comes in and says nothing is shown out, in a bubble's time.
func TestSilentVisitorsAreShownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		door := make(hall)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- local.Serve(ctx, door, house{}) }()
		visitor, inside := net.Pipe()
		door <- inside
		begun := time.Now()
		_, err := io.ReadAll(visitor)
		require.NoError(t, err)
		require.Equal(t, 5*time.Second, time.Since(begun))
		stop()
		require.NoError(t, <-ended)
	})
}

// hall is a listener whose visitors are handed in.
type hall chan net.Conn

func (h hall) Accept() (net.Conn, error) {
	c, ok := <-h
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (h hall) Close() error   { close(h); return nil }
func (h hall) Addr() net.Addr { return nil }
