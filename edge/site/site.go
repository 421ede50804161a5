package site

import (
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// Role is a set of what a device owes the sums.
type Role uint8

// The roles. A hybrid inverter is Generator|Storage.
const (
	Meter     Role = 1 << iota // Grid
	Generator                  // Inverter, PV
	Storage                    // Inverter, Battery, SoC, capacity and limits
)

// Device is one device of the home.
type Device struct {
	ID   energy.DeviceID
	Role Role
}

// Site is the home as last read. It is safe for concurrent use.
type Site struct {
	mu      sync.Mutex
	devices []device
}

// New returns a site of devices, none of which has been read.
func New(devices ...Device) *Site {
	s := &Site{}
	for _, d := range devices {
		s.Add(d)
	}
	return s
}

// Add takes in one more device, which has not been read, or gives the one of
// that name its role anew. What was read of any of them stays, with its time.
func (s *Site) Add(d Device) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.devices {
		if s.devices[i].ID == d.ID {
			s.devices[i].Role = d.Role
			return
		}
	}
	s.devices = append(s.devices, device{Device: d})
}

// Put takes one pass over device id. Missing fields count as missed; the zero
// Snapshot is a pass that failed. It fails with NotFound for an unknown id.
func (s *Site) Put(id energy.DeviceID, part energy.Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.devices {
		if s.devices[i].ID == id {
			s.devices[i].put(&part)
			return nil
		}
	}
	return &fault.Error{Op: "put", Kind: fault.NotFound, Subject: string(id), Hint: "add it to the site first"}
}

// Snapshot returns the sum of the devices at now.
func (s *Site) Snapshot(now time.Time) energy.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.devices {
		s.devices[i].owes = s.devices[i].Role
	}
	return sum(s.devices, now)
}

// Aside says whether the battery of device id is one of those that nobody commands.
func (s *Site) Aside(id energy.DeviceID, aside bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.devices {
		if s.devices[i].ID == id {
			s.devices[i].aside = aside
		}
	}
}

// Commanded returns the home at now as those see it who command the batteries that
// are not aside: the others are loads, and so what all inverters give together, and
// the load, are Missing where there are any.
func (s *Site) Commanded(now time.Time) energy.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	whole := true
	for i := range s.devices {
		d := &s.devices[i]
		d.owes = d.Role
		if d.aside {
			d.owes &^= Storage
			whole = false
		}
	}
	out := sum(s.devices, now)
	if !whole {
		out.Inverter, out.Load = out.Inverter.Lost(), out.Load.Lost()
	}
	return out
}

// Part returns what device id told, as it is held, and the zero Snapshot for an
// unknown one.
func (s *Site) Part(id energy.DeviceID) energy.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.devices {
		if s.devices[i].ID == id {
			return s.devices[i].held
		}
	}
	return energy.Snapshot{}
}
