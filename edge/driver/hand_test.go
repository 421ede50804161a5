package driver_test

import (
	"maps"
	"math"
	"time"

	"github.com/hearthgrid/hearthgrid/edge/driver/drivertest"
	"github.com/hearthgrid/hearthgrid/shared/energy"
)

type (
	command = drivertest.Command
	words   = map[drivertest.Place][]uint16
)

// float returns the words of v, the low one first.
func swapped(v float32) []uint16 {
	raw := math.Float32bits(v)
	return []uint16{uint16(raw), uint16(raw >> 16)}
}

func float(v float32) []uint16 {
	raw := math.Float32bits(v)
	return []uint16{uint16(raw >> 16), uint16(raw)}
}

func pair(b *bank, high uint16) energy.Watts {
	return energy.Watts(int32(uint32(b.Words[high])<<16 | uint32(b.Words[high+1])))
}

func single(b *bank, at uint16) float32 {
	return math.Float32frombits(uint32(b.Words[at+1])<<16 | uint32(b.Words[at]))
}

// share is a limit in counts of watts each, of which all of them hold nothing back.
func share(at, all uint16, watts energy.Watts) func(*bank) (energy.Watts, bool) {
	return func(b *bank) (energy.Watts, bool) { return watts * energy.Watts(b.Words[at]), b.Words[at] != all }
}

// fiveMinutes is a Solis whose firmware heeds no length.
var fiveMinutes = drivertest.Timer{
	Starts: []uint16{43135},
	Length: func(*bank) time.Duration { return 5 * time.Minute },
	End:    func(b *bank) { b.Words[43135] = 0 },
}

// makers are the devices by the name of the map that is meant for each.
var makers = all(timed, others)

func all(lists ...map[string]maker) map[string]maker {
	out := map[string]maker{}
	for _, m := range lists {
		maps.Copy(out, m)
	}
	return out
}
