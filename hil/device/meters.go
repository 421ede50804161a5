package device

// newSDM630 is Eastron's meter: float32 in input registers, high word first,
// import positive.
func newSDM630(Config) *sheet {
	return newSheet([]cell{
		measured(inputs, 0x34, f32, 1, in(grid)),
		measured(inputs, 0x46, f32, 1, hertz),
		measured(inputs, 0x48, f32, 0.001, imported),
		measured(inputs, 0x4A, f32, 0.001, exported),
	}, three(inputs, 0x00, 2, f32, 1, every(volts)), three(inputs, 0x06, 2, f32, 1, drawn),
		three(inputs, 0x0C, 2, f32, 1, func(i int) func(*truth) float64 { return in(phase(i)) }))
}

// em24 is where a variant of the EM24 has what they do not share.
type em24 struct {
	imported, exported, hertz uint16
	code                      float64 // at 0x0B, 0 for none told
}

// newEM24 is Carlo Gavazzi's meter: int32 with the low word first, import
// positive, the same by functions 3 and 4. Where the energies stand depends on
// the variant.
func newEM24(_ Config, m em24) *sheet {
	s := newSheet([]cell{
		measured(holding, m.hertz, u16, 10, hertz),
		measured(holding, 0x28, i32low, 10, in(grid)),
		measured(holding, m.imported, i32low, 0.01, imported),
		measured(holding, m.exported, i32low, 0.01, exported),
	}, three(holding, 0x00, 2, i32low, 10, every(volts)), three(holding, 0x0C, 2, i32low, 1000, drawn),
		three(holding, 0x12, 2, i32low, 10, func(i int) func(*truth) float64 { return in(phase(i)) }))
	s.oneSpace = true
	if m.code > 0 {
		u16.put(s.find(holding, 0x0B, 1), m.code)
	}
	return s
}

// drawn is the current of a phase, import positive.
func drawn(i int) func(*truth) float64 { return in(amperes(i)) }
