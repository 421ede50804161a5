package history_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/history"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// open returns the database of dir in this process, which can hold one.
func open(t *testing.T, dir string) *history.Embedded {
	e, err := history.OpenEmbedded(history.DefaultEmbedded(dir))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func clientOf(t *testing.T, base string, transport http.RoundTripper) *history.Client {
	c, err := history.NewClient(base, transport)
	require.NoError(t, err)
	return c
}

// record writes reports through a Writer of its own and waits until the
// database has taken them.
func record(t *testing.T, client *history.Client, transport http.RoundTripper, reports ...energy.Report) {
	delivered := &counting{RoundTripper: transport, done: make(chan struct{}, 100)}
	cfg := history.DefaultConfig(t.TempDir())
	cfg.BatchSize = len(reports)
	w := newWriter(t, cfg, delivered, &ledger{})
	stop := running(w)
	for _, r := range reports {
		require.NoError(t, w.Append("home-1", 1, r))
	}
	<-delivered.done
	require.NoError(t, stop())
	require.NoError(t, client.Flush(t.Context()))
}

// counting tells when a request has been answered.
type counting struct {
	http.RoundTripper
	done chan struct{}
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		c.done <- struct{}{}
	}
	return answer, err
}

// seconds returns n reports of every metric, one a second from start.
func seconds(start time.Time, n int) []energy.Report {
	var out []energy.Report
	for i := range n {
		at := start.Add(time.Duration(i) * time.Second)
		out = append(out, energy.Report{
			Seq: uint64(i + 1),
			Snapshot: energy.Snapshot{
				At:          at.Add(300 * time.Millisecond),
				Grid:        energy.Read(energy.Watts(-1234.5+float64(i)), at),
				Battery:     energy.Read(energy.Watts(-i), at.Add(10*time.Millisecond)),
				PV:          energy.Read(energy.Watts(0), at),
				Load:        energy.Read(energy.Watts(-400), at),
				SoC:         energy.Read(energy.Ratio(0.123), at),
				Temperature: energy.Read(energy.Celsius(-7.5), at),
				Voltage:     energy.Read(energy.Volts(229.9), at),
				Frequency:   energy.Read(energy.Hertz(49.987), at),
			},
			Decision: energy.Decision{Approved: energy.WantPower(0)},
		})
	}
	return out
}

func read(t *testing.T, c *history.Client, m history.Metric, start time.Time, d time.Duration) []history.Point {
	t.Helper()
	points, err := c.Read(t.Context(), "home-1", m, energy.Interval{Start: start, End: start.Add(d)})
	require.NoError(t, err)
	return points
}

func requireAllMetrics(t *testing.T, c *history.Client, start time.Time, n int) {
	f := func(m history.Metric, after time.Duration, value func(i int) float64) {
		t.Helper()
		var want []history.Point
		for i := range n {
			want = append(want, history.Point{At: start.Add(time.Duration(i)*time.Second + after).UTC(), Value: value(i)})
		}
		require.Equal(t, want, read(t, c, m, start, time.Hour), m.String())
	}
	always := func(v float64) func(int) float64 { return func(int) float64 { return v } }
	f(history.GridPower, 0, func(i int) float64 { return -1234.5 + float64(i) })
	f(history.BatteryPower, 10*time.Millisecond, func(i int) float64 { return float64(-i) })
	f(history.PVPower, 0, always(0))
	f(history.LoadPower, 0, always(-400))
	f(history.StateOfCharge, 0, always(0.123))
	f(history.BatteryTemperature, 0, always(-7.5))
	f(history.GridVoltage, 0, always(229.9))
	f(history.GridFrequency, 0, always(49.987))
	f(history.ApprovedPower, 300*time.Millisecond, always(0))
}

// requireCount asks the database itself how many samples the grid meter has.
func requireCount(t *testing.T, transport http.RoundTripper, start time.Time, want int) {
	query := url.Values{
		"query": {"count_over_time(hearth_grid_watts[1h])"},
		"time":  {strconv.FormatInt(start.Add(time.Hour).Unix()-1, 10)},
	}
	answer, err := (&http.Client{Transport: transport}).Get("http://embedded/api/v1/query?" + query.Encode())
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Contains(t, string(body), fmt.Sprintf(`,"%d"]`, want))
}

func TestEmbedded(t *testing.T) {
	dir := t.TempDir()
	start := time.Now().Add(-30 * time.Hour).Truncate(time.Second)
	e := open(t, dir)
	c := clientOf(t, "http://embedded", e)

	t.Run("what is written is read back", func(t *testing.T) {
		record(t, c, e, seconds(start, 500)...)
		requireAllMetrics(t, c, start, 500)
	})
	t.Run("what is sent twice is one point", func(t *testing.T) {
		record(t, c, e, seconds(start, 500)...)
		requireAllMetrics(t, c, start, 500)
		requireCount(t, e, start, 500)
	})
	t.Run("an interval holds its start and not its end", func(t *testing.T) {
		points := read(t, c, history.GridPower, start.Add(10*time.Second), 5*time.Second)
		require.Len(t, points, 5)
		require.Equal(t, -1224.5, points[0].Value)
	})
	t.Run("nothing is no error", func(t *testing.T) {
		require.Empty(t, read(t, c, history.GridPower, start.Add(-time.Hour), time.Hour))
	})
	t.Run("one database per process", func(t *testing.T) {
		_, err := history.OpenEmbedded(history.DefaultEmbedded(t.TempDir()))
		require.Equal(t, fault.Conflict, fault.KindOf(err))
		_, err = history.OpenRemote(http.DefaultTransport)
		require.Equal(t, fault.Conflict, fault.KindOf(err))
	})
	t.Run("an order to close is obeyed, twice", func(t *testing.T) {
		require.NoError(t, e.Close())
		require.NoError(t, e.Close())
		require.Equal(t, fault.Unreachable, fault.KindOf(c.Flush(t.Context())))
	})
	t.Run("what is written survives", func(t *testing.T) {
		requireAllMetrics(t, clientOf(t, "http://embedded", open(t, dir)), start, 500)
	})
}

func TestAnswersAreBounded(t *testing.T) {
	cfg := history.DefaultEmbedded(t.TempDir())
	cfg.AnswerBytes = 10
	e, err := history.OpenEmbedded(cfg)
	require.NoError(t, err)
	defer e.Close()
	_, err = clientOf(t, "http://embedded", e).Read(t.Context(), "a", history.GridPower, energy.Interval{Start: epoch, End: epoch.Add(time.Hour)})
	require.ErrorContains(t, err, "longer than 10 bytes")
}

func TestRemote(t *testing.T) {
	lines, kill := child(t, "server", t.TempDir())
	require.True(t, lines.Scan())
	remote, err := history.OpenRemote(http.DefaultTransport)
	require.NoError(t, err)
	defer remote.Close()
	c := clientOf(t, lines.Text(), remote)
	start := time.Now().Add(-time.Hour).Truncate(time.Second)
	record(t, c, &redirect{lines.Text(), remote}, seconds(start, 200)...)
	requireAllMetrics(t, c, start, 200)
	kill()
	require.Equal(t, fault.Unreachable, fault.KindOf(c.Flush(t.Context())))
}

// redirect sends every request to base.
type redirect struct {
	base string
	next http.RoundTripper
}

func (r *redirect) RoundTrip(request *http.Request) (*http.Response, error) {
	there, err := http.NewRequestWithContext(request.Context(), request.Method, r.base+request.URL.RequestURI(), request.Body)
	if err != nil {
		return nil, err
	}
	there.Header = request.Header
	return r.next.RoundTrip(there)
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	lines, kill := child(t, "writer", dir)
	require.True(t, lines.Scan())
	unix, err := strconv.ParseInt(lines.Text(), 10, 64)
	require.NoError(t, err)
	var last uint64
	for last < 5000 && lines.Scan() {
		_, err := fmt.Sscan(lines.Text(), &last)
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, last, uint64(5000))
	kill()

	e := open(t, dir+"/vm")
	c := clientOf(t, "http://embedded", e)
	requireRecovered(t, e, c, dir, time.Unix(unix, 0), last)
}

// requireRecovered lets a new Writer replay the journal and requires every
// report up to last to be in the database.
func requireRecovered(t *testing.T, e *history.Embedded, c *history.Client, dir string, start time.Time, last uint64) {
	w := newWriter(t, history.DefaultConfig(dir+"/journal"), e, &ledger{})
	stop := running(w)
	require.Eventually(t, func() bool { return w.Stats().Replayed >= last }, time.Minute, time.Millisecond)
	require.NoError(t, stop())
	require.NoError(t, c.Flush(t.Context()))
	points := read(t, c, history.GridPower, start, 25*time.Hour)
	require.GreaterOrEqual(t, uint64(len(points)), last)
	for i, p := range points[:last] {
		seq := uint64(i + 1)
		require.Equal(t, history.Point{At: crashTime(start, seq).UTC(), Value: float64(seq)}, p)
	}
}

func TestRefusedSettings(t *testing.T) {
	f := func(change func(*history.EmbeddedConfig)) {
		t.Helper()
		cfg := history.DefaultEmbedded(t.TempDir())
		change(&cfg)
		_, err := history.OpenEmbedded(cfg)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.HintOf(err))
	}
	f(func(c *history.EmbeddedConfig) { c.Dir = "" })
	f(func(c *history.EmbeddedConfig) { c.Retention = time.Hour })
	f(func(c *history.EmbeddedConfig) { c.MemoryBytes = 1 })
	f(func(c *history.EmbeddedConfig) { c.AnswerBytes = 0 })

	g := func(change func(*history.Config)) {
		t.Helper()
		cfg := history.DefaultConfig(t.TempDir())
		change(&cfg)
		require.Equal(t, fault.Invalid, fault.KindOf(cfg.Validate()))
	}
	g(func(c *history.Config) { c.Queue = 0 })
	g(func(c *history.Config) { c.BatchSize = 0 })
	g(func(c *history.Config) { c.BatchWait = 0 })
	g(func(c *history.Config) { c.Keep = time.Second })
	g(func(c *history.Config) { c.Journal.Dir = "" })

	_, err := history.NewClient("localhost:8428", http.DefaultTransport)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
