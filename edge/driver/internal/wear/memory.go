package wear

// Memory is a Ledger that forgets with the process. The zero Memory is empty. It
// is not safe for concurrent use.
type Memory struct {
	counts map[entry]uint64
	owed   map[entry]float64
}

var (
	_ Ledger   = (*Memory)(nil)
	_ Borrower = (*Memory)(nil)
)

type entry struct {
	device   string
	register uint16
	day      string
}

// Written returns the writes of that day, and of all days for "".
func (m *Memory) Written(device string, register uint16, day string) uint64 {
	return m.counts[entry{device, register, day}]
}

// Count adds one. It never fails.
func (m *Memory) Count(device string, register uint16, day string) error {
	if m.counts == nil {
		m.counts = map[entry]uint64{}
	}
	m.counts[entry{device, register, day}]++
	m.counts[entry{device, register, ""}]++
	return nil
}

// Borrow remembers what stood in the register.
func (m *Memory) Borrow(device string, register uint16, value float64) {
	if m.owed == nil {
		m.owed = map[entry]float64{}
	}
	m.owed[entry{device: device, register: register}] = value
}

// Return forgets it.
func (m *Memory) Return(device string, register uint16) {
	delete(m.owed, entry{device: device, register: register})
}

// Borrowed returns what is to be put back.
func (m *Memory) Borrowed(device string, register uint16) (float64, bool) {
	v, ok := m.owed[entry{device: device, register: register}]
	return v, ok
}
