package estimate

// rehearsing is how many homes of a region rehearse silence. The rest are judged by
// what these show.
const rehearsing = 128

// pending is how many beginnings of one octave are waited for at a time.
const pending = 4

// mark is where a rehearsal began.
type mark struct {
	at   uint32
	bin  uint8
	from float32
}

// marks are the beginnings of one quantity, by the octave of the age they wait for.
type marks struct {
	begun [octaves]uint32
	open  [octaves][pending]mark
	held  [octaves]uint8
}

type rehearsal struct {
	of       Slot
	exam     int32 // of exam.homes, -1 for none
	load, pv marks
}

// reach rehearses: what was, as far as it is as old as its octave, is compared
// with x now, and x now begins another. Both count per unit.
func (m *marks) reach(g *growth, now uint32, x, per float32, bin uint8) {
	for j := range octaves {
		due := uint32(tick) << j
		kept := uint8(0)
		for _, k := range m.open[j][:m.held[j]] {
			age := now - k.at
			if age < due {
				m.open[j][kept] = k
				kept++
			} else if age < 2*due {
				g.learn(float64(age)/tick, float64(k.from*per), int(k.bin), float64(x*per))
			}
		}
		m.held[j] = kept
		if kept < pending && (m.begun[j] == 0 || now-m.begun[j] >= due/pending) {
			m.open[j][kept] = mark{at: now, from: x, bin: bin}
			m.held[j], m.begun[j] = kept+1, now
		}
	}
}
