package register

// Witness is told what became of a command's registers: the battery's record, or that
// of PV.
type Witness interface {
	// Overruled counts a register that does not read as it was written. An error means
	// that it was once too often, and nothing more is to be sent for a time.
	Overruled(why string) error
	// Kept notes that all read as written.
	Kept()
}
