package agenda

import "time"

// Told is that what was read at At was told by the home so much later.
type Told struct {
	At    time.Time
	After time.Duration
}

// Came tells whether any of what was told came after since: what was looked at then
// lacks it.
func Came(all []Told, since time.Time) bool {
	for _, t := range all {
		if t.At.Add(t.After).After(since) {
			return true
		}
	}
	return false
}
