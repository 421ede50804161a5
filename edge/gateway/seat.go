package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver"
	"github.com/hearthgrid/hearthgrid/edge/site"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// seat is where a device belongs, found yet or not.
type seat struct {
	field   Field
	unit    uint8
	id      energy.DeviceID
	how     []driver.Option
	known   Known          // of this start or an earlier one; the zero Known: never found
	before  bool           // it was found in an earlier start, or nobody knows
	owes    bool           // it is in the sums, found or not
	device  *driver.Device // nil: not found in this start
	state   SeatState
	misses  int
	sun     energy.Reading[energy.Watts] // PV as last read
	reserve secured                      // of the inverter itself
	guard   fallback                     // likewise
	shared  string                       // how others read what serves one connection only
	hurried string                       // it is asked sooner than its map wants
	vouch   string                       // the lines that vouch for it, where somebody should
	changed string                       // it is not what it was: told once
	quarrel quarrel                      // about the limit for its PV

	mail   atomic.Pointer[driver.Device] // found, and not adopted yet
	sought bool                          // found; this and the next three are the seeker's
	next   time.Time                     // of the next search
	pause  time.Duration
	doubt  time.Time // since when it says that it is less than it was
}

// The pauses between two searches for a device that is not there: one that was
// there once is looked for more often.
const (
	searchFirst     = 2 * time.Second
	searchLast      = 5 * time.Minute
	searchLastKnown = time.Minute
)

// seats returns the seats of fields. A seat whose device was found before is in
// the sums from the start. Where it is not known any more which were, all of
// them are, whatever they hold: a sum without one of them would look whole.
func seats(fields []Field, p Past, how ...driver.Option) []*seat {
	var list []*seat
	for i, f := range fields {
		for _, u := range f.Units {
			s := &seat{field: f, unit: u, id: energy.DeviceID(fmt.Sprintf("bus%d-unit%d", i+1, u)), pause: searchFirst, how: how}
			s.known, s.owes = p.Inventory[s.id]
			s.owes = s.owes || p.lost(InventoryState)
			s.before = s.owes
			if s.owes {
				s.state = Silent
			}
			list = append(list, s)
		}
	}
	return list
}

// due tells whether it is time to look for the device.
func (s *seat) due(now time.Time) bool { return !s.sought && !now.Before(s.next) }

// search looks for the device.
func (s *seat) search(ctx context.Context, clock func() time.Time, log *slog.Logger) {
	d, err := s.open(ctx, clock)
	if err == nil {
		err = s.doubts(d, clock())
	}
	if err != nil {
		last := searchLast
		if s.before {
			last = searchLastKnown
		}
		s.next, s.pause = clock().Add(min(s.pause, last)), min(2*s.pause, last)
		log.Debug("no device yet", "device", s.id, "err", err)
		return
	}
	s.sought = true
	s.mail.Store(d)
}

// doubtFor is how long a device that says that it is less than it was is not believed.
const doubtFor = 15 * time.Minute

// doubts refuses, for a while, the very same device that had a battery, or PV, and
// says that it has none: its registers may not be where they were, and a battery that
// is forgotten is one that nobody reckons with.
func (s *seat) doubts(d *driver.Device, now time.Time) error {
	role := roleNames[d.Role()]
	if s.known.Identity != d.Identity() || roles[s.known.Role]&^roles[role] == 0 {
		return nil
	}
	if s.doubt.IsZero() {
		s.doubt = now
	}
	if now.Sub(s.doubt) >= doubtFor {
		return nil
	}
	return &fault.Error{Op: "find device", Kind: fault.Corrupt, Subject: string(s.id), Err: fmt.Errorf("it was %s, and says that it is %s", s.known.Role, role)}
}

// open opens the device by what the site file says of it.
func (s *seat) open(ctx context.Context, clock func() time.Time) (*driver.Device, error) {
	said, how := s.field.Said[s.unit], s.how
	if said.Model != "" {
		how = append(slices.Clone(how), driver.Vouched(untold(said.Model), untold(said.Version)))
	}
	if s.known.Limits != (driver.Limits{}) {
		how = append(slices.Clone(how), driver.WithLimits(s.known.Identity, s.known.Limits))
	}
	if said.NoWayBack {
		how = append(slices.Clone(how), driver.WithoutWayBack())
	}
	if said.Map != "" {
		return driver.Open(ctx, s.field.Registers, s.unit, clock, said.Map, how...)
	}
	return driver.Discover(ctx, s.field.Registers, s.unit, clock, how...)
}

// adopt takes the device in that was found, and tells whether one was.
func (s *seat) adopt(log *slog.Logger) bool {
	d := s.mail.Swap(nil)
	if d != nil {
		s.take(d, log)
	}
	return d != nil
}

func (s *seat) take(d *driver.Device, log *slog.Logger) {
	before := s.known
	s.device, s.known = d, Known{Identity: d.Identity(), Role: roleNames[d.Role()], Metered: d.Metered(), Limits: d.Limits()}
	id := s.known.Identity
	log.Info("device found", "device", s.id, "maker", id.Maker, "model", id.Model, "version", id.Version, "serial", id.Serial)
	why, unknown := s.readOnly()
	if why != "" {
		log.Warn("device is only read", "device", s.id, "why", why)
	}
	if s.vouch = ""; unknown {
		s.vouch = s.vouching(id)
	}
	if why := d.Stays(); why != "" {
		log.Warn("device goes on with its last command when the gateway ends, as the site file agrees to", "device", s.id, "why", why)
	}
	if before != (Known{}) && before.Identity != id {
		log.Warn("another device than before", "device", s.id, "was", before.Identity, "is", id)
		s.changed = fmt.Sprintf("%s in place of %s", named(id), named(before.Identity))
	}
}

// vouching are the lines of the site file that vouch for what stands there.
func (s *seat) vouching(id driver.Identity) string {
	told := func(word string) string {
		if word == "" {
			return notTold
		}
		return word
	}
	out := fmt.Sprintf("[[bus.device]]\nunit = %d\n", s.unit)
	if m, ok := s.device.Map(); ok && (id.Model == "" || s.field.Said[s.unit].Map != "") {
		out += fmt.Sprintf("map = %q\n", m.Name)
	}
	return out + fmt.Sprintf("vouched_model = %q\nvouched_version = %q\n", told(id.Model), told(id.Version))
}

func named(id driver.Identity) string { return joined(id.Maker, id.Model, id.Version, id.Serial) }

// learns takes in which limits of its own the battery tells, and tells whether that is
// news: one that it tells no more is missing, after a restart too.
func (s *seat) learns() bool {
	seen := s.device.Limits()
	if seen == s.known.Limits {
		return false
	}
	s.known.Limits = seen
	return true
}

// readOnly says why a device with a battery is never written to, "" where it is
// or has none, and whether that is for nobody tried its kind.
func (s *seat) readOnly() (why string, unknown bool) {
	if s.device == nil || roles[s.known.Role]&site.Storage == 0 {
		return "", false
	}
	t := s.device.Trust()
	return t.Reason, t.Unknown
}

// read is the device's part of the snapshot.
func (s *seat) read(ctx context.Context, log *slog.Logger) energy.Snapshot {
	part, err := s.device.Read(ctx)
	if err != nil {
		log.Debug("device not read", "device", s.id, "err", err)
	}
	s.hear(&part, log)
	return part
}

// roleNames are the roles as they are kept and shown.
var roleNames = map[driver.Role]string{
	driver.NoRole: "none", driver.Meter: "meter", driver.PV: "pv", driver.Storage: "storage", driver.Hybrid: "hybrid",
}

// roles maps what a device is to what it owes the sums.
var roles = map[string]site.Role{
	"meter": site.Meter, "pv": site.Generator, "storage": site.Storage, "hybrid": site.Generator | site.Storage,
}
