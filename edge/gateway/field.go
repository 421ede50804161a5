package gateway

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/hearthgrid/hearthgrid/edge/driver"
)

// Field is one bus of the home and the units to look for on it.
type Field struct {
	Registers driver.Registers
	Units     []uint8
	Run       func(context.Context) error // owns the link; nil where there is none to own
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
		fields = append(fields, Field{Registers: link, Units: units, Run: link.Run})
	}
	return fields, nil
}
