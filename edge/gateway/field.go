package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/fieldbus"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
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

// serialTimeout is how long a unit on a serial line may think: each failure
// silences the line for this and the quiet time after it.
const serialTimeout = 300 * time.Millisecond

func (b Bus) link(log *slog.Logger) (*fieldbus.Link, error) {
	if b.Serial == "" {
		return fieldbus.NewTCP(fieldbus.Config{Address: b.TCP, Log: log})
	}
	return fieldbus.NewRTU(fieldbus.Config{
		Address: b.Serial, Timeout: serialTimeout, Serial: fieldbus.Serial{Baud: b.Baud}, Log: log,
	})
}

// seat is where a device belongs, found yet or not.
type seat struct {
	field  Field
	unit   uint8
	id     energy.DeviceID
	device *driver.Device // nil: not found yet
	next   time.Time      // of the next search
	pause  time.Duration
}

// The pauses between two searches for a device that is not there.
const searchFirst, searchLast = 2 * time.Second, 5 * time.Minute

func seats(fields []Field) []*seat {
	var list []*seat
	for i, f := range fields {
		for _, u := range f.Units {
			list = append(list, &seat{field: f, unit: u, id: energy.DeviceID(fmt.Sprintf("bus%d-unit%d", i+1, u)), pause: searchFirst})
		}
	}
	return list
}

// search looks for the device where it is time to, and tells whether it was
// found.
func (s *seat) search(ctx context.Context, now time.Time, clock func() time.Time, log *slog.Logger) bool {
	if s.device != nil || now.Before(s.next) {
		return false
	}
	d, err := driver.Discover(ctx, s.field.Registers, s.unit, clock)
	if err != nil {
		s.next, s.pause = now.Add(s.pause), min(2*s.pause, searchLast)
		log.Debug("no device yet", "device", s.id, "err", err)
		return false
	}
	s.device = d
	id := d.Identity()
	log.Info("device found", "device", s.id, "maker", id.Maker, "model", id.Model, "version", id.Version, "serial", id.Serial)
	return true
}

// roles maps what a device is to what it owes the sums.
var roles = map[driver.Role]site.Role{
	driver.Meter: site.Meter, driver.PV: site.Generator,
	driver.Storage: site.Storage, driver.Hybrid: site.Generator | site.Storage,
}
