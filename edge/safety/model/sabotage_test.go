package model_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
)

// A checker that finds nothing proves nothing: safety that was given weaker
// limits in secret has to be found out, for the right reason.
func TestSabotageIsFoundOut(t *testing.T) {
	f := func(want string, spoil func(*safety.Limits)) {
		t.Helper()
		m := model{limits: plain(), far: map[string]time.Duration{"": hold}, most: 2, spoil: spoil, unseen: newUnseen(nil), counter: new(uint64), dimensions: append(equipment(),
			dimensionOf(setWish, wishDischarge, wishCharge),
			dimensionOf(setLive, lockout, keepMore),
			dimensionOf(setPassed, hold+tick),
		)}
		_, wrong := exhaust(m)
		require.Contains(t, wrong, want)
		require.Contains(t, wrong, "tick 1: ", "the way there is told")
	}
	f("discharge of the reserve", func(l *safety.Limits) { l.Reserve = 0 })
	f("discharge of the reserve", func(l *safety.Limits) { l.SoCHysteresis = 0 })
	f("discharge of the reserve", func(l *safety.Limits) { l.Live.Reserve = 0 })
	f("of export, where", func(l *safety.Limits) { l.Export.Power += step })
	f("import is 2000 beyond", func(l *safety.Limits) { l.Import.Power += step })
	f("no failsafe", func(l *safety.Limits) { l.Export.Limited, l.Import.Limited = false, false })
	f("no failsafe", func(l *safety.Limits) { l.Ages.SoC = time.Hour })
	f("no failsafe", func(l *safety.Limits) { l.Ages.Grid = time.Hour })
	f("no failsafe", func(l *safety.Limits) { l.Settle = time.Second })
	f("more than the battery can", func(l *safety.Limits) { l.Rating += step })
	f("does not end in time", func(l *safety.Limits) { l.Hold = time.Minute })
	f("a lock-out that is none", func(l *safety.Limits) { l.Live.Lockout = false })
}

// The same of PV, where no command is in the way: what a limit that is too wide lets
// through is found out, whether the meter is known or not, and of what is held back too
// little.
func TestSabotageOfTheSunIsFoundOut(t *testing.T) {
	f := func(want string, meter told, spoil func(*safety.Limits)) {
		t.Helper()
		m := model{limits: plain(), sunny: true, far: map[string]time.Duration{"": hold, "curb.full": time.Minute + tick, "curb.near": 10 * time.Second},
			most: 1, spoil: spoil, unseen: newUnseen(nil), counter: new(uint64), dimensions: []dimension{dimensionOf(setGrid, meter)}}
		_, wrong := exhaust(m)
		require.Contains(t, wrong, want)
		require.Contains(t, wrong, "tick 1: ", "the way there is told")
	}
	over := told{value: float64(2 * export)}
	f("beyond its limit and PV is let through", over, func(l *safety.Limits) { l.Export.Power += step })
	f("PV gives up too little", over, func(l *safety.Limits) { l.Export.Power += step / 2 })
	f("nobody knows the meter", told{is: lost}, func(l *safety.Limits) { l.Export.Power += step })
}
