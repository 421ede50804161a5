package scenario_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/hil/scenario"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// idle is a gateway that looks on: it commands nothing, and takes orders only
// for its own boot.
type idle struct {
	boot   uint64
	clock  func() time.Time
	newest uint64
}

func (g *idle) Pass(context.Context) (energy.Snapshot, energy.Decision) {
	return energy.Snapshot{At: g.clock()}, energy.Decision{State: energy.Autonomous, Order: g.newest}
}

func (g *idle) Accept(o energy.Order) error {
	if o.Boot != g.boot || o.ID <= g.newest {
		return &fault.Error{Op: "accept", Kind: fault.Stale}
	}
	g.newest = o.ID
	return nil
}

func (g *idle) Deliver([]byte) error { return &fault.Error{Op: "deliver", Kind: fault.Denied} }

func (g *idle) Arm([]byte) error { return &fault.Error{Op: "arm", Kind: fault.Unsupported} }

func (g *idle) Moment() energy.Moment { return energy.Moment{1} }

func (g *idle) Hear(energy.Signal) {}

func (g *idle) Pause(time.Duration) error { return nil }

func (g *idle) Resume() error { return nil }

func (g *idle) Storm(time.Duration) error { return nil }

func (g *idle) Calm() error { return nil }

func (g *idle) Reserve(keep energy.Ratio) error {
	if keep > 1 {
		return &fault.Error{Op: "reserve", Kind: fault.Invalid}
	}
	return nil
}

func (g *idle) Clear() error { return nil }

// Plan takes one plan alone, so that a test sees the text that somebody writes.
func (g *idle) Plan(text string) error {
	if text != "start,end,charge_w,discharge_w,hold,own,import_price,export_price,charge_if_paid_w,max_pv_w\n"+
		"2026-06-15T12:00:00Z,2026-06-15T12:30:00Z,,2000,,,0.25,-0.1,,1500\n"+
		"2026-06-15T13:00:00Z,2026-06-15T14:00:00Z,,,true,,,,,\n" {
		return &fault.Error{Op: "plan", Kind: fault.Invalid}
	}
	return nil
}

func (g *idle) ClearPlan() error { return nil }

func (g *idle) Beat(string) error { return nil }

func (g *idle) Dim(from string, d scenario.Dim) error {
	if from != "box" || d.Power < 0 {
		return &fault.Error{Op: "dim", Kind: fault.Denied}
	}
	return nil
}

func (g *idle) Stand(bool) error { return nil }

func (g *idle) Reset(bool) error { return &fault.Error{Op: "reset", Kind: fault.Conflict} }

func makeIdle(_ context.Context, s scenario.Start) (scenario.Home, func() error, error) {
	return &idle{boot: s.Boot, clock: s.Clock}, func() error { return nil }, nil
}

func play(t *testing.T, text string) scenario.Result {
	t.Helper()
	s, err := scenario.Parse("x.txt", text)
	require.NoError(t, err)
	r, err := scenario.Run(t.Context(), s, 1, scenario.Maker(makeIdle))
	require.NoError(t, err)
	return r
}

func TestWhatHoldsAndWhatDoesNot(t *testing.T) {
	holds := func(text string) {
		t.Helper()
		require.Empty(t, play(t, plain+text).Failures)
	}
	fails := func(text, want string) {
		t.Helper()
		r := play(t, plain+text)
		require.Len(t, r.Failures, 1)
		require.Contains(t, r.Failures[0].String(), want)
	}
	// Without a command the inverter keeps the meter near 0 W by itself.
	holds("run 1m\nexpect grid=0W battery=1kW±5% load=-1kW mode=own soc<0.5")
	fails("run 1m\nexpect grid=1kW", "x.txt:3: at 1m0s in home: expected grid=1kW; saw grid ")
	holds("within 30s expect grid=0W±30W")
	fails("within 1s expect pv>1W", "expected within 1s pv>1W")
	holds("run 30s\nset load=3kW\nwithin 20s expect battery=3kW±5%")
	fails("run 30s\nexpect always grid>=-200W\nset load=3kW\nrun 1m", "expected always grid>=-200W")
	fails("run 30s\nexpect never battery>2kW\nset load=3kW\nrun 1m", "expected never battery>2kW")
	fails("run 30s\nset load=3kW\nrun 10s expect grid=0W±100W", "throughout")
	holds("run 1h\nexpect discharged=1kWh±5% imported<50Wh turns=0 min.battery<=1kW max.load<=-999W since-mark=3600s")
	holds("run 1h\nmark\nexpect discharged=0Wh mean.grid=missing")
	holds("expect state=none order=none")
	holds("run 2s\nexpect state=autonomous alive=yes bound=none quality.grid=missing age.grid=none")
	holds("order battery=1kW\nrun 2s\nexpect order=1 accepted=1\norder battery=1kW id=1 refused stale\norder battery=1kW boot=-1 refused stale")
	fails("order battery=1kW id=-5\nexpect soc>0", "expected the order to be accepted; saw refused stale")
	fails("order battery=1kW refused stale", "expected refused stale; saw accepted")
	holds("cut uplink\norder battery=1kW refused unreachable\nrestore uplink\norder battery=1kW\nexpect accepted=1 refused=1")
	holds("kill gateway\nexpect alive=no\nrun 5s\nexpect state=none\nstart gateway\nrun 2s\nexpect state=autonomous alive=yes\norder battery=1kW boot=-1 refused stale\norder battery=1kW")
	holds("freeze gateway\nexpect alive=yes\nrun 5s\nexpect state=none\norder battery=1kW refused unreachable\nthaw gateway\nexpect state=none\nrun 2s\nexpect state=autonomous\norder battery=1kW")
	holds("run 1m\nset load=3kW\nrun 1m\nexpect swing.battery=2kW±10%\nmark\nrun 2m\nexpect swing.battery<=100W all.battery=3kW±5%")
	holds("break meter says 203.W=5,40000=6\nexpect register.meter.40000=6\nmend meter\nexpect register.meter.40000=21365 register.meter.203.W!=5")
	holds("every 10s order battery=1kW then order battery=1kW id=1\nrun 1m\nquiet\nrun 1m\nexpect accepted=3 refused=3")
	holds("write storage 124.StorCtl_Mod 2\nwrite storage 124.OutWRte 0\nrun 20s\nexpect mode=commanded battery=0W register.storage.124.OutWRte=0 writes=0 written=0")
	holds("break meter silent\nexpect register.meter.40000=none\nmend meter\nexpect register.meter.40000=21365")
	holds("set plug.l2=4600W\nrun 30s\nexpect current.l2<=-13A phase.l1>-1kW\nset frequency=49.5Hz\nrun 1s\nexpect frequency=49.5Hz±0.05Hz")
	holds("owner reserve 2 refused invalid\ninstaller reset refused conflict\nowner pause 1h\nowner resume\nowner clear\nexpect soc>0")
	holds("every 60s operator beat\nrun 1m\noperator import 4200W for 2h\noperator export lift\noperator import 1kW from crook refused denied\noperator export -1kW refused denied\nexpect soc>0")
	holds("owner plan +0s..+30m discharge=2kW import-price=0.25 export-price=-0.1 max-pv=1500W 2026-06-15T13:00..2026-06-15T14:00 hold\nowner plan clear\nowner plan +1m..+2m own refused invalid\nexpect soc>0")
	fails("owner reserve 0.5 refused invalid", "expected refused invalid; saw accepted")
	holds("cut grid\nrun 5s\nexpect mode=dark frequency=0Hz\nrestore grid\nrun 1m\nexpect mode=own")
}

func TestTwoHomesAreCompared(t *testing.T) {
	r := play(t, "site a battery=5kW/10kWh load=1kW pv=0W\nsite b battery=5kW/10kWh load=2kW pv=0W\n"+
		"run 1h\nexpect b discharged>a\nexpect a discharged=b±2%\nexpect a load=-1kW\n")
	require.Len(t, r.Failures, 1)
	require.Contains(t, r.Failures[0].String(), "x.txt:5: at 1h0m0s in a: expected discharged=b±2%")
}

func TestTheSameSeedIsTheSameRun(t *testing.T) {
	text := "site battery=5kW/10kWh load=household/12kWh pv=sun/5kW\nexpect soc>0\nevery 7s order random\nrun 2h\n"
	require.Equal(t, play(t, text).Homes, play(t, text).Homes)
}

func TestResultsAreWritten(t *testing.T) {
	results := []scenario.Result{play(t, plain+"run 1m\nexpect grid=0W"), play(t, plain+"run 1m\nexpect grid=9kW mode=own")}
	var junit, page bytes.Buffer
	require.NoError(t, scenario.WriteJUnit(&junit, results))
	require.NoError(t, scenario.WriteReport(&page, results))
	var suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure *struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	require.NoError(t, xml.Unmarshal(junit.Bytes(), &suite))
	require.Equal(t, 2, suite.Tests)
	require.Equal(t, 1, suite.Failures)
	require.Nil(t, suite.Cases[0].Failure)
	require.Contains(t, suite.Cases[1].Failure.Message, "x.txt:3")
	require.Equal(t, 2, strings.Count(page.String(), "<svg"))
	require.Contains(t, page.String(), "hearth-hil run --seed 1 x.txt")
	require.NotContains(t, page.String(), "http")
}

// stalled is a gateway on a machine that stands still for a moment, and is no
// longer well.
type stalled struct{ idle }

func (g *stalled) Pass(ctx context.Context) (energy.Snapshot, energy.Decision) {
	time.Sleep(2 * scenario.TooLate) // the machine's, which nothing can wait for
	return energy.Snapshot{At: g.clock()}, energy.Decision{State: energy.Failsafe}
}

func TestAMachineThatCouldNotKeepTheTimeIsTriedAgain(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse("x.txt", "site battery=5kW/10kWh link=tcp pv=0W load=1kW\nrun 600ms\nexpect state=autonomous\n")
	require.NoError(t, err)
	f := func(stalls, starts int, ok bool) {
		t.Helper()
		n := 0
		r, err := scenario.Run(t.Context(), s, 1, func(ctx context.Context, st scenario.Start) (scenario.Home, func() error, error) {
			if n++; n <= stalls {
				return &stalled{idle{clock: st.Clock}}, func() error { return nil }, nil
			}
			return makeIdle(ctx, st)
		})
		require.NoError(t, err)
		require.Equal(t, ok, r.OK())
		require.Equal(t, starts, n)
	}
	f(0, 1, true)
	f(1, 2, true)
	f(9, 3, false)
}

func TestASiteFileThatTheGatewayRefusesEndsTheScenario(t *testing.T) {
	s, err := scenario.Parse("x.txt", plain+"expect soc>0")
	require.NoError(t, err)
	r := scenario.Play(t.Context(), []*scenario.Script{s}, 1, func(context.Context, scenario.Start) (scenario.Home, func() error, error) {
		return nil, nil, &fault.Error{Op: "check", Kind: fault.Invalid}
	})
	require.Len(t, r, 1)
	require.ErrorContains(t, r[0].Err, "x.txt:1")
	require.False(t, r[0].OK())
}

// far is a gateway whose uplink takes ten seconds to come up, in its third start.
type far struct {
	idle
	up  time.Time
	cut bool
}

func (g *far) Reached() (uint64, bool) { return g.boot, !g.cut && !g.clock().Before(g.up) }

func (g *far) Cut(cut bool) { g.cut, g.up = cut, g.clock().Add(10*time.Second) }

func TestWhatIsSentWaitsForTheUplink(t *testing.T) {
	f := func(text string, took time.Duration) {
		t.Helper()
		s, err := scenario.Parse("x.txt", plain+text)
		require.NoError(t, err)
		r, err := scenario.Run(t.Context(), s, 1, func(_ context.Context, s scenario.Start) (scenario.Home, func() error, error) {
			return &far{idle: idle{boot: 3, clock: s.Clock}, up: s.Clock().Add(10 * time.Second)}, func() error { return nil }, nil
		})
		require.NoError(t, err)
		require.Empty(t, r.Failures)
		require.Equal(t, took, r.Simulated)
	}
	f("order battery=1kW\nexpect accepted=1", 10*time.Second)
	f("order battery=1kW\norder battery=2kW boot=-1 refused stale", 10*time.Second)
	f("cut uplink\norder battery=1kW refused unreachable\nrestore uplink\norder battery=1kW\nexpect accepted=1 refused=1", 10*time.Second)
	f("kill gateway\norder battery=1kW refused unreachable", 0)
	f("freeze gateway\norder battery=1kW refused unreachable", 0)
	f("every 1s order battery=1kW\nrun 12s\nexpect accepted=2 refused=10", 12*time.Second)
}
