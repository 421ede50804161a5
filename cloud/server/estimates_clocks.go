package server

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

// clocks say which clocks the people in homes live by: what is usual for them at an
// hour is so by those.
type clocks struct {
	usual *time.Location
	zones map[asset.GroupID]*time.Location // that keep others
}

// clocksOf returns those of a configuration, whose names are of places that there are.
func clocksOf(c Clocks) (clocks, error) {
	found := clocks{usual: time.Local, zones: map[asset.GroupID]*time.Location{}}
	var err error
	if c.Usual != "" {
		if found.usual, err = placeOf("usual", c.Usual); err != nil {
			return clocks{}, err
		}
	}
	for zone, name := range c.Zones {
		if found.zones[asset.GroupID(zone)], err = placeOf("zones."+zone, name); err != nil {
			return clocks{}, err
		}
	}
	return found, nil
}

func placeOf(key, name string) (*time.Location, error) {
	place, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("clocks.%s %q: want the name of a time zone that this machine knows, such as Europe/Berlin", key, name)
	}
	return place, nil
}
