package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

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

// due tells whether it is time to look for the device.
func (s *seat) due(now time.Time) bool { return s.device == nil && !now.Before(s.next) }

// search looks for the device and tells whether it was found.
func (s *seat) search(ctx context.Context, clock func() time.Time, log *slog.Logger) bool {
	d, err := driver.Discover(ctx, s.field.Registers, s.unit, clock)
	if err != nil {
		s.next, s.pause = clock().Add(s.pause), min(2*s.pause, searchLast)
		log.Debug("no device yet", "device", s.id, "err", err)
		return false
	}
	s.device = d
	id := d.Identity()
	log.Info("device found", "device", s.id, "maker", id.Maker, "model", id.Model, "version", id.Version, "serial", id.Serial)
	return true
}

// read is the device's part of the snapshot.
func (s *seat) read(ctx context.Context, log *slog.Logger) energy.Snapshot {
	part, err := s.device.Read(ctx)
	if err != nil {
		log.Debug("device not read", "device", s.id, "err", err)
	}
	return part
}

// roles maps what a device is to what it owes the sums.
var roles = map[driver.Role]site.Role{
	driver.Meter: site.Meter, driver.PV: site.Generator,
	driver.Storage: site.Storage, driver.Hybrid: site.Generator | site.Storage,
}
