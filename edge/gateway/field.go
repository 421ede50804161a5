package gateway

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/proxy"
)

// Field is one bus of the home and the units to look for on it.
type Field struct {
	Registers driver.Registers
	Units     []uint8
	Run       func(context.Context) error // owns the link; nil where there is none to own
	Said      map[uint8]Said              // by unit
	Line      func() Line                 // how its link is doing; nil where there is none
	Guests    string                      // host:port where other masters may read; "" for nowhere
	Heard     func() proxy.Stats          // of those; nil where there is nowhere
}

// Said is what the site file says of one unit. The zero Said leaves all to what
// the device says of itself.
type Said struct {
	Map            string // the register map to read it by
	Model, Version string // vouched for: see driver.Vouched; "-" where it tells none
	NoWayBack      bool   // agreed to: see driver.WithoutWayBack
}

// Fields opens the buses of a site file. Nothing is sent before their Run.
func Fields(c Config, log *slog.Logger) ([]Field, error) {
	var fields []Field
	for i, b := range c.Buses {
		link, err := b.link(log)
		if err != nil {
			return nil, fmt.Errorf("bus %d: %w", i+1, err)
		}
		units := make([]uint8, len(b.Units))
		for k, u := range b.Units {
			units[k] = uint8(u)
		}
		run, heard, err := b.served(link, log)
		if err != nil {
			return nil, fmt.Errorf("bus %d: %w", i+1, err)
		}
		fields = append(fields, Field{Registers: link, Units: units, Run: run, Said: b.said(), Line: lineOf(b.TCP+b.RTUOverTCP+b.Serial, link), Guests: b.Proxy, Heard: heard})
	}
	return fields, nil
}

func (b Bus) said() map[uint8]Said {
	out := map[uint8]Said{}
	for _, d := range b.Devices {
		out[uint8(d.Unit)] = Said{Map: d.Map, Model: d.Model, Version: d.Version, NoWayBack: d.NoWayBack}
	}
	return out
}
