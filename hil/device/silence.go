package device

// Silence makes a unit stop answering, as a meter does that has died: a read
// or write of the Bank is NoAnswer at once, and on the wire nothing comes back.
// Its controls and its reversion timer go on. A unit that is not there stays
// so.
func (b *Bank) Silence(unit uint8) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silent[unit] = true
}

// Revive makes a unit answer again.
func (b *Bank) Revive(unit uint8) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.silent, unit)
}

// answering returns the unit where it answers. The lock is held.
func (b *Bank) answering(id uint8) (*unit, bool) {
	u, ok := b.units[id]
	return u, ok && !b.silent[id]
}

// mute tells whether requests to unit are met with silence on every wire.
func (b *Bank) mute(unit uint8) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.silent[unit]
}
