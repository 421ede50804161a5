package server

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/cloud/twin"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// TestACourseWithoutTheHomeIsWhatTheCloudKnows and says so.
func TestACourseWithoutTheHomeIsWhatTheCloudKnows(t *testing.T) {
	away := &fault.Error{Op: "ask why", Kind: fault.Unreachable, Err: errors.New("it is not connected")}
	at := twin.Twin{
		Site: "home-1", Desired: energy.Order{ID: 7, Plant: "demo", Issued: noon},
		Answer: wire.Answer{Order: 7, Kind: fault.Unsupported, Reason: "lease too long", Clock: noon.Add(time.Second)},
	}
	c, err := courseView(&at, 7, energy.Course{}, away)
	require.NoError(t, err)
	require.Equal(t, "demo", *c.Plant)
	require.Equal(t, "unsupported: lease too long", *c.Refusal)
	require.Contains(t, c.Home, "it is not connected")
	require.Nil(t, plantOf(&at, 6), "of an order that is not the newest nobody knows")
	require.Nil(t, plantOf(&twin.Twin{}, 0), "none is no plant's")
	answered := noon.Add(time.Second)
	issued := noon
	require.Equal(t, []api.Step{
		{Name: "issued", Seen: true, At: &issued, Clock: "cloud"}, {Name: "sent", Seen: true, Clock: "cloud"}, {Name: "answered", Seen: true, At: &answered, Clock: "home"},
		{Name: "accepted", Clock: "home"}, {Name: "written", Clock: "home"}, {Name: "read_back", Clock: "home"}, {Name: "measured", Clock: "home"},
	}, c.Steps)

	_, err = courseView(&at, 6, energy.Course{}, away)
	require.Equal(t, fault.Unreachable, fault.KindOf(err), "the home may know of an older one")
	_, err = courseView(&at, 6, energy.Course{}, nil)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}

// TestAnOrderIsFoundByTheHomesThatHaveIt as asked for, as answered, or in force.
func TestAnOrderIsFoundByTheHomesThatHaveIt(t *testing.T) {
	twins := twin.NewStore()
	twins.Desire(energy.Order{ID: 7, Site: "home-3"})
	twins.Answer(wire.Answer{Site: "home-2", Order: 7}, noon)
	twins.Batch(wire.Batch{Site: "home-1", Boot: 1, Reports: []energy.Report{{Seq: 1, Decision: energy.Decision{Order: 7}}}}, noon)
	twins.Desire(energy.Order{ID: 8, Site: "home-4"})
	x := &explainer{sites: &sites{twins: twins}}
	require.Equal(t, []energy.SiteID{"home-1", "home-2", "home-3"}, x.Ordered(7))
	require.Empty(t, x.Ordered(9))
}
