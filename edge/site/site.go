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
	return sum(s.devices, now)
}
