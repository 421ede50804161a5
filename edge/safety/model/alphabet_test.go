package model_test

import (
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// state is what is wrong with a reading.
type state uint8

const (
	good state = iota
	lost
	doubtful
	stale
	ahead // stamped in the future
)

// told is one reading as it comes: a value, and what is wrong with it.
type told struct {
	value float64
	is    state
}

func (r told) String() string {
	return fmt.Sprint(r.value, [...]string{"", " lost", " doubtful", " stale", " ahead"}[r.is])
}

// tooOld is older than any reading of the model may be.
const tooOld = 3 * time.Second

func reading[T ~float64](r told, now time.Time) energy.Reading[T] {
	switch r.is {
	case lost:
		return energy.Read(T(r.value), now).Lost()
	case doubtful:
		return energy.Read(T(r.value), now).Doubt()
	case stale:
		return energy.Read(T(r.value), now.Add(-tooOld))
	case ahead:
		return energy.Read(T(r.value), now.Add(tooOld))
	}
	return energy.Read(T(r.value), now)
}

// follow is what the battery does, by what it was told.
type follow uint8

const (
	rests follow = iota
	obeys
	opposes
	unread
)

func (f follow) String() string { return [...]string{"rests", "obeys", "opposes", "unread"}[f] }

// brought is what one tick brings. Its zero is an ordinary one, once passed and
// soc are set.
type brought struct {
	passed  time.Duration
	soc     told
	grid    told
	battery follow
	give    told // most discharge and most charge
	take    told
	island  told
	sun     told
	event   event
	live    live
	wish    wish
}

func (b brought) String() string {
	return fmt.Sprintf("%v later: soc %v, grid %v, battery %v, gives %v, takes %v, islanded %v, sun %v, %v, %v, %v",
		b.passed, b.soc, b.grid, b.battery, b.give, b.take, b.island, b.sun, b.event, b.live, b.wish)
}

// event is what the cloud or the owner does before a tick.
type event uint8

const (
	nothing event = iota
	orderDischarge
	orderCharge
	orderEnd
	orderFollow // of the signal
	signalUp
	ownerPauses
	ownerResumes
	ownerKeeps // half of the battery
	ownerFrees
)

func (e event) String() string {
	return [...]string{"nothing", "order discharge", "order charge", "order end", "order to follow", "signal up",
		"owner pauses", "owner resumes", "owner keeps", "owner frees"}[e]
}

// live is what binds for now, as gateway is told.
type live uint8

const (
	unbound live = iota
	noExport
	noImport
	lockout
	keepMore
)

func (l live) String() string {
	return [...]string{"unbound", "no export", "no import", "lock-out", "keep more"}[l]
}

// wish is any layer's, where no desk is asked.
type wish uint8

const (
	noWish wish = iota
	wishDischarge
	wishCharge
	wishRest
	wishAbsurd
)

func (w wish) String() string {
	return [...]string{"no wish", "wish discharge", "wish charge", "wish rest", "wish absurd"}[w]
}

// dimension is one way in which a tick may differ from an ordinary one.
type dimension []func(*brought)

func dimensionOf[T any](set func(*brought, T), values ...T) dimension {
	var d dimension
	for _, v := range values {
		d = append(d, func(b *brought) { set(b, v) })
	}
	return d
}

// product returns every tick that differs from ordinary in at most most
// dimensions.
func product(ordinary brought, most int, all []dimension) []brought {
	out := []brought{ordinary}
	if most == 0 {
		return out
	}
	for i, d := range all {
		for _, set := range d {
			for _, rest := range product(ordinary, most-1, all[i+1:]) {
				set(&rest)
				out = append(out, rest)
			}
		}
	}
	return out
}
