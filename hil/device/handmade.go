package device

import "math"

// Parts of SunSpec images that vendors have and that are laid out by hand
// here: addresses counted from the model's id, high word first.

const absent = 0x8000 // of an int16

// header is a model's id and length.
func header(at uint16, id, length float64) []cell {
	return []cell{constant(holding, at, u16, id), constant(holding, at+1, u16, length)}
}

// mark is "SunS" and model 1 of 65 words, as in the first 69 registers.
func mark(maker, model, serial string) []cell {
	cells := append(header(40002, 1, 65), constant(holding, 40000, u32, 0x53756E53))
	cells = append(cells, text(holding, 40004, 16, maker)...)
	cells = append(cells, text(holding, 40020, 16, model)...)
	cells = append(cells, text(holding, 40044, 8, "1.0.0")...)
	return append(cells, text(holding, 40052, 16, serial)...)
}

// threePhaseInverter is model 103 with 50 words at a place.
func threePhaseInverter(at uint16) []cell {
	cells := append(header(at, 103, 50),
		measured(holding, at+2, u16, 100, func(t *truth) float64 { return current(t, float64(t.Inverter)) }),
		constant(holding, at+6, i16, -2),
		constant(holding, at+13, i16, -1),
		measured(holding, at+14, i16, 1, output),
		constant(holding, at+15, i16, 0),
		measured(holding, at+16, u16, 100, hertz),
		constant(holding, at+17, i16, -2),
		measured(holding, at+18, i16, 1, func(t *truth) float64 { return math.Abs(float64(t.Inverter)) }),
		constant(holding, at+19, i16, 0),
		constant(holding, at+20, i16, absent),
		constant(holding, at+22, i16, absent),
		constant(holding, at+26, i16, 0),
		measured(holding, at+31, i16, 1, func(t *truth) float64 { return float64(t.PV + t.Battery) }),
		constant(holding, at+32, i16, 0),
		measured(holding, at+33, i16, 10, celsius),
		constant(holding, at+37, i16, -1),
		measured(holding, at+38, u16, 1, func(t *truth) float64 { return state(t.PV + t.Battery) }),
		constant(holding, at+51, u16, 0))
	cells = append(cells, three(holding, at+3, 1, u16, 100, every(func(t *truth) float64 { return current(t, float64(t.Inverter)/3) }))...)
	return append(cells, three(holding, at+10, 1, u16, 10, every(volts))...)
}

// threePhaseMeter is model 203 with 105 words at a place; power and current
// have the sign of flow.
func threePhaseMeter(at uint16, sign float64) []cell {
	signed := func(f func(*truth) float64) func(*truth) float64 {
		return func(t *truth) float64 { return sign * f(t) }
	}
	of := func(f func(int) func(*truth) float64) func(int) func(*truth) float64 {
		return func(i int) func(*truth) float64 { return signed(f(i)) }
	}
	cells := append(header(at, 203, 105),
		measured(holding, at+2, i16, 100, func(t *truth) float64 { return sign * current(t, float64(t.Grid)) }),
		constant(holding, at+6, i16, -2),
		measured(holding, at+7, i16, 10, volts),
		constant(holding, at+15, i16, -1),
		measured(holding, at+16, i16, 100, hertz),
		constant(holding, at+17, i16, -2),
		measured(holding, at+18, i16, 1, signed(grid)),
		constant(holding, at+22, i16, 0),
		measured(holding, at+38, u32, 1, exported),
		measured(holding, at+46, u32, 1, imported),
		constant(holding, at+54, i16, 0),
		constant(holding, at+106, u16, 0))
	cells = append(cells, three(holding, at+3, 1, i16, 100, of(amperes))...)
	cells = append(cells, three(holding, at+8, 1, i16, 10, every(volts))...)
	return append(cells, three(holding, at+19, 1, i16, 1, of(phase))...)
}

// end is the end model.
func end(at uint16) []cell { return header(at, 0xFFFF, 0) }

// current is the magnitude at the home's voltage.
func current(t *truth, p float64) float64 {
	if t.Voltage == 0 {
		return 0
	}
	return math.Abs(p) / float64(t.Voltage)
}
