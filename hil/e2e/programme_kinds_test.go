package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/hil/device"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// define copies a programme that comes along, with other rules.
func (c *cloud) define(t *testing.T, from, id string, change func(*api.Programme)) {
	t.Helper()
	var p api.Programme
	require.NoError(t, c.do(http.MethodGet, "/api/v1/programmes/"+from, nil, &p))
	p.ID = id
	change(&p)
	c.must(t, "PUT", "/api/v1/programmes/"+id, p)
}

// programmed is a system with homes in a zone, some of them below
// a feeder.
func programmed(t *testing.T, homes, below int) (*system, []*home) {
	t.Helper()
	s := newSystem(t)
	var list []*home
	for range homes {
		list = append(list, s.light(t, device.ACCoupled))
	}
	s.joined(t, homes)
	s.zoned(t, 1000, 6000, below, list...)
	return s, list
}

// signalling sends a level each second until the test changes it, and none for none.
func (s *system) signalling(t *testing.T, programme string, level float64, until func() bool) {
	t.Helper()
	await(t, fmt.Sprintf("what level %v asks for", level), 40*time.Second, func() string {
		s.cloud.must(t, "PUT", "/api/v1/programmes/"+programme+"/level", map[string]any{"level": level})
		return unless(until(), "not there")
	})
}

// TestACallOfRegulationFollowsTheGridOperatorsSignal, and goes to nothing without it.
func TestACallOfRegulationFollowsTheGridOperatorsSignal(t *testing.T) {
	t.Parallel()
	const regulation = "pjm-regulation"
	s, homes := programmed(t, 3, 0)
	s.cloud.enrol(t, regulation)
	r := request("reg", regulation, plantID, 10_000, 10_000, time.Hour)
	s.cloud.capped(t, r)
	s.cloud.must(t, "POST", "/api/v1/calls", r)
	near := func(p energy.Watts) func() bool {
		return func() bool { return (battery(homes...) - p).Abs() < 300 }
	}
	s.signalling(t, regulation, 0.5, near(5000))
	s.signalling(t, regulation, -0.8, near(-8000))
	s.signalling(t, regulation, 1, near(10_000))
	selfSufficient(t, 40*time.Second, homes...)
	require.Equal(t, []string{"no_signal"}, s.cloud.call(t, "reg").Delivery.Bounds)
	status, text := s.cloud.as(t, "anna", "PUT", "/api/v1/programmes/feeder-peak/level", map[string]any{"level": 1})
	require.Equal(t, http.StatusConflict, status, text)
}

// TestRow45_AFeedersPeakIsShaved by the homes below it alone: what is left of it is at
// the limit however the load moves, and no home gives what its owner keeps.
func TestRow45_AFeedersPeakIsShaved(t *testing.T) {
	t.Parallel()
	s, homes := programmed(t, 4, 3)
	const natural, limit energy.Watts = 21_000, 16_800 // 20 % under it
	s.cloud.define(t, "feeder-peak", "peak", func(p *api.Programme) { p.Rules.Import = limit })
	s.cloud.enrol(t, "peak")
	for _, h := range homes[:3] {
		h.use(natural / 3)
	}
	r := request("shave", "peak", "feeder-7", 12_000, 0, time.Hour)
	plan := s.cloud.capped(t, r)
	require.Equal(t, 3, plan.Call.Homes)
	s.cloud.must(t, "POST", "/api/v1/calls", r)
	at := func(what string) {
		t.Helper()
		var since time.Time
		await(t, what, 60*time.Second, func() string {
			var grid energy.Watts
			for _, h := range homes[:3] {
				grid += h.truth().Grid
			}
			if (-grid - limit).Abs() > limit/33 {
				since = time.Time{}
				return fmt.Sprintf("%.0f W imported; %+v", -grid, s.cloud.call(t, "shave").Delivery)
			}
			if since.IsZero() {
				since = time.Now()
			}
			return unless(time.Since(since) > held, "not for long yet")
		})
	}
	at("feeder at its limit")
	for _, h := range homes[:3] {
		h.use(8000)
	}
	at("feeder at its limit with more load")
	selfSufficient(t, 0, homes[3])
	s.cloud.must(t, "POST", "/api/v1/calls/shave/stop", nil)
	await(t, "homes of the feeder in their own mode", lease, func() string {
		for _, h := range homes[:3] {
			if p := h.truth().Battery; p < 0.9*batteryRating {
				return fmt.Sprintf("%s gives %.0f W", h.site, p)
			}
		}
		return ""
	})
	status, _ := s.cloud.as(t, "anna", "GET", "/api/v1/plants/feeder-7", nil)
	require.Equal(t, http.StatusNotFound, status, "a feeder is no plant")
}

// TestRow48_OwnersAreToldAndAScheduledCallBeginsAndEnds by itself: who was not told in
// time is not called, and all are back in turn at the end.
func TestRow48_OwnersAreToldAndAScheduledCallBeginsAndEnds(t *testing.T) {
	t.Parallel()
	s, homes := programmed(t, 3, 0)
	s.cloud.define(t, "evening-capacity", "soon", func(p *api.Programme) {
		p.Rules.NoticeMS, p.Rules.ShortestMS, p.Rules.Window, p.Rules.Rise, p.Rules.Fall = 3000, 0, nil, 1000, 2000
	})
	s.cloud.enrol(t, "soon")
	in := func(d time.Duration) api.CallRequest {
		r := request("event", "soon", plantID, 9000, 0, 45*time.Second)
		r.Start, r.End = r.Start.Add(d), r.End.Add(d)
		return r
	}
	s.cloud.capped(t, in(time.Minute))
	r := in(12 * time.Second)
	s.cloud.must(t, "POST", "/api/v1/calls", r)
	var list struct{ Notices []api.Notice }
	await(t, "notices", 5*time.Second, func() string {
		require.NoError(t, s.cloud.do(http.MethodGet, "/api/v1/notices", nil, &list))
		return unless(len(list.Notices) == 3, fmt.Sprint(len(list.Notices)))
	})
	require.Equal(t, "call", list.Notices[0].Kind)
	s.cloud.must(t, "POST", "/api/v1/notices/told", map[string]any{"kind": "call", "call": "event", "sites": []energy.SiteID{homes[0].site, homes[1].site}})
	await(t, "its beginning", 30*time.Second, func() string { return unless(s.cloud.call(t, "event").Stage == "running", "not running") })
	told := s.cloud.call(t, "event")
	share := told.Claims[0].Up + told.Claims[1].Up
	follows(t, "what those give who were told", min(share, 9000), 40*time.Second, homes[:2]...)
	require.True(t, slices.ContainsFunc(s.cloud.call(t, "event").LeftOut, func(l api.LeftOut) bool { return l.Site == homes[2].site && l.Why == "not_told" }))
	selfSufficient(t, 0, homes[2])
	await(t, "its end", time.Until(r.End)+5*time.Second, func() string { return unless(s.cloud.call(t, "event").Stage == "ended", "it runs") })
	selfSufficient(t, lease, homes...)
}

// TestACallThatArmsHomesAsksNothingOfThePlant: what they stand by for is their own
// frequency.
func TestACallThatArmsHomesAsksNothingOfThePlant(t *testing.T) {
	t.Parallel()
	s, homes := programmed(t, 2, 0)
	s.cloud.define(t, "fcr", "reserve", func(p *api.Programme) { p.Eligible.Capable = nil })
	s.cloud.enrol(t, "reserve")
	r := request("stand", "reserve", plantID, 4000, 4000, time.Hour)
	s.cloud.capped(t, r)
	var plan api.Plan
	require.NoError(t, json.Unmarshal([]byte(s.cloud.must(t, "POST", "/api/v1/calls", r)), &plan))
	require.InDelta(t, 5000, float64(plan.Up), 1, "prequalified at 1.25 to 1")
	await(t, "a call that stands by", 10*time.Second, func() string {
		c := s.cloud.call(t, "stand")
		return unless(c.Delivery != nil && c.Delivery.Up > 4900 && c.Delivery.Down > 4900, fmt.Sprintf("%+v", c.Delivery))
	})
	p, err := s.cloud.plant()
	require.NoError(t, err)
	require.Nil(t, p.Target)
	selfSufficient(t, 0, homes...)
}
