package wear

// Loans are what is to be put back into the registers of one device.
type Loans struct {
	device   string
	borrower Borrower
}

// Loans returns those that the book's Ledger remembers, and where it does not, those of
// this process.
func (b *Book) Loans() *Loans {
	if has, ok := b.Ledger.(Borrower); ok {
		return &Loans{device: b.Device, borrower: has}
	}
	return &Loans{device: b.Device, borrower: &Memory{}}
}

// Borrow remembers what stands in the register until it is put back.
func (l *Loans) Borrow(register uint16, value float64) { l.borrower.Borrow(l.device, register, value) }

// Return forgets it.
func (l *Loans) Return(register uint16) { l.borrower.Return(l.device, register) }

// Borrowed returns what is to be put back, and false for nothing.
func (l *Loans) Borrowed(register uint16) (float64, bool) {
	return l.borrower.Borrowed(l.device, register)
}
