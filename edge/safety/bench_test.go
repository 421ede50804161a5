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
	l := limits()
	l.Export = safety.Cap{Limited: true, Power: 3000}
	l.Import = safety.Cap{Limited: true, Power: 3000}
	l.Connection = safety.Cap{Limited: true, Power: 20_000}
	l.Ramp = safety.Ramp{Limited: true, Rate: 500}
	l.Temperature = safety.Span{Limited: true, Min: 0, Max: 45, Hysteresis: 2}
	require.Empty(b, l.Flaw())
	s := snapshot(-500, 800, 0.5)
	s.Temperature = energy.Read(energy.Celsius(25), start)
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
