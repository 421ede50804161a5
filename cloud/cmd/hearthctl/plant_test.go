package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/api"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// TestAPlantsLineSaysWhatHoldsItBack: limits of groups with their price, and homes that
// do not follow.
func TestAPlantsLineSaysWhatHoldsItBack(t *testing.T) {
	p := api.Plant{Target: &api.Target{PowerW: -600_000}, Delivered: api.Delivered{MeanW: new(energy.Watts)}}
	const usual = "asked 600.0 kW charging, delivers 0 W, homes 0: 0 % measured 0 % modelled 0 % missing, oldest never, limited: none"
	require.Equal(t, usual, line(p))
	p.Limits = []api.PlantLimit{{Group: "feeder-7", Direction: api.LimitDown, LimitW: 231_500, Price: 0.0812}}
	p.Unfollowing = map[string]int{"ignores": 2, "silent": 1}
	require.Equal(t, usual+", feeder-7 bounds charge to 231.5 kW (0.0812/h), not following: 1 by silent, 2 by ignores", line(p))
}
