package safety_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/edge/safety"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// BenchmarkStep is one tick with every limit set and some of them binding.
func BenchmarkStep(b *testing.B) {
	l := everyCheck()
	l.BatteryExport = capped(500)
	l.Swings = safety.Swings{Limited: true, Band: 200, Dwell: time.Minute, PerHour: 30}
	l.Daily = safety.Daily{Limited: true, Energy: 1e9}
	l.Live = safety.Live{Reserve: 0.3, Export: capped(4000), Import: capped(4200)}
	require.Empty(b, l.Flaw())
	h := home{limits: l, now: start, pv: 2000, load: -1700, battery: 300, soc: 0.5}
	s := h.snapshot()
	wishes := [...]energy.Want{energy.WantPower(2000), energy.WantPower(-9000), {}}
	var st safety.State
	step := func(i int) {
		st, _, _ = safety.Step(&l, st, s, wishes[i%len(wishes)], energy.Dispatch, start.Add(time.Duration(i%2)*time.Second))
	}
	require.Zero(b, testing.AllocsPerRun(100, func() { step(0); step(1); step(2) }), "a tick must not allocate")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		step(i)
	}
}
