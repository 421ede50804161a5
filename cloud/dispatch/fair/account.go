package fair

import (
	"maps"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

const (
	// Memory is the time constant of what is remembered.
	Memory = 30 * 24 * time.Hour
	// Bound is how many times its due a home gives before it is last.
	Bound = 2
	// Allowance is given before any of it counts, and due beside it: what little a
	// home gave says nothing of how fair that was.
	Allowance energy.WattHours = 1000
)

// Account is what the homes of a plant gave and were due to give. The zero Account is
// empty. It is not for several goroutines.
type Account struct {
	at    time.Time // that all entries are of
	homes map[energy.SiteID]entry
}

// entry is in Wh, moved in either direction.
type entry struct{ given, due float64 }

// Use is a home's part in what a plant moved in some time.
type Use struct {
	Site  energy.SiteID
	Given energy.WattHours // moved, a magnitude
	Had   energy.WattHours // it had to give, a magnitude: what is due is in proportion to it
}

// Note adds what the homes gave up to now. A use with what is not a number, or is
// below 0, is left out. A time before the last is taken for the last.
func (a *Account) Note(now time.Time, uses []Use) {
	a.age(now)
	var given, had float64
	for _, u := range uses {
		if u.counts() {
			given, had = given+float64(u.Given), had+float64(u.Had)
		}
	}
	if !(given > 0 && had > 0) || !energy.IsFinite(given) || !energy.IsFinite(had) {
		return
	}
	for _, u := range uses {
		if u.counts() {
			e := a.homes[u.Site]
			a.homes[u.Site] = entry{e.given + float64(u.Given), e.due + given*(float64(u.Had)/had)}
		}
	}
}

func (u *Use) counts() bool { return u.Given >= 0 && u.Had > 0 }

// rounds is how often an account ages: each time what it remembers of all homes is
// gone through.
const rounds = time.Minute

// trace is too little to be remembered, in Wh.
const trace = 1e-3

// age brings all entries to now. One of which nothing is left is forgotten.
func (a *Account) age(now time.Time) {
	if a.homes == nil {
		a.homes, a.at = map[energy.SiteID]entry{}, now
	}
	passed := now.Sub(a.at)
	if passed < rounds {
		return
	}
	left := math.Exp(-passed.Seconds() / Memory.Seconds())
	for site, e := range a.homes {
		e = entry{e.given * left, e.due * left}
		if a.homes[site] = e; e.given < trace && e.due < trace {
			delete(a.homes, site)
		}
	}
	a.at = now
}

// Clone returns a copy, which one may write down while the account goes on.
func (a *Account) Clone() *Account { return &Account{at: a.at, homes: maps.Clone(a.homes)} }

// Share returns what a home gave and what it was due to give, as remembered.
func (a *Account) Share(site energy.SiteID) (given, due energy.WattHours) {
	e := a.homes[site]
	return energy.WattHours(e.given), energy.WattHours(e.due)
}

// Standing is how a home stands. The zero Standing is that of one that gave its due.
type Standing struct {
	Tilt energy.Ratio // of its weight, 1/2..2; 0 counts as 1
	Last bool         // it is to be used where no other home can be
}

// Standing returns how a home stands.
func (a *Account) Standing(site energy.SiteID) Standing {
	e := a.homes[site]
	given, due := e.given+float64(Allowance), e.due+float64(Allowance)
	return Standing{Tilt: energy.Ratio(min(max(due/given, 0.5), 2)), Last: given > Bound*due}
}

// Weigh returns the weight of a home that has so much energy.
func (s Standing) Weigh(e energy.WattHours) energy.WattHours {
	if s.Tilt == 0 {
		return e
	}
	return e * energy.WattHours(s.Tilt)
}
