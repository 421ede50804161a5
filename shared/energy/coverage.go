package energy

import "time"

// Coverage says how much of a group of homes is behind a sum: how many of
// them are measured, modelled and missing, and how old the oldest data is.
type Coverage struct {
	Measured, Modelled, Missing int
	Oldest                      time.Duration // of those measured or modelled
}

// Homes returns how many homes the group has.
func (c Coverage) Homes() int { return c.Measured + c.Modelled + c.Missing }
