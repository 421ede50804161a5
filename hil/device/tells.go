package device

import "github.com/hearthgrid/hearthgrid/shared/energy"

// What registers tell of the truth, in W, V, Wh, Hz, °C and shares. Signs are
// the generator reference; in turns one over for those who count otherwise.

func battery(t *truth) float64   { return float64(t.Battery) }
func charge(t *truth) float64    { return max(0, -float64(t.Battery)) }
func discharge(t *truth) float64 { return max(0, float64(t.Battery)) }
func grid(t *truth) float64      { return float64(t.Grid) }
func bought(t *truth) float64    { return max(0, -float64(t.Grid)) }
func sold(t *truth) float64      { return max(0, float64(t.Grid)) }
func solar(t *truth) float64     { return float64(t.PV) }
func output(t *truth) float64    { return float64(t.Inverter) }
func load(t *truth) float64      { return float64(t.Load) }
func volts(t *truth) float64     { return float64(t.Voltage) }
func hertz(t *truth) float64     { return float64(t.Frequency) }
func celsius(t *truth) float64   { return float64(t.Temperature) }
func imported(t *truth) float64  { return float64(t.imported) }
func exported(t *truth) float64  { return float64(t.exported) }
func capacity(t *truth) float64  { return float64(t.Capacity) }
func mostIn(t *truth) float64    { return float64(t.MaxCharge) }
func mostOut(t *truth) float64   { return float64(t.MaxDischarge) }
func bus(*truth) float64         { return busVolts }

// charged is what the battery management believes, 0 to 1.
func charged(t *truth) float64 { return float64(t.SoC) }

func in(f func(*truth) float64) func(*truth) float64 {
	return func(t *truth) float64 { return -f(t) }
}

// phase returns the grid's power of one phase, 0 to 2.
func phase(i int) func(*truth) float64 {
	return func(t *truth) float64 { return float64(t.Phases[i]) }
}

// amperes returns the current of one phase, of the power's sign.
func amperes(i int) func(*truth) float64 {
	return func(t *truth) float64 {
		if t.Voltage == 0 {
			return 0
		}
		return float64(t.Phases[i]) / float64(t.Voltage)
	}
}

// three repeats a value over three phases, step registers apart.
func three(s space, address, step uint16, k kind, scale float64, from func(i int) func(*truth) float64) []cell {
	var out []cell
	for i := range 3 {
		out = append(out, measured(s, address+uint16(i)*step, k, scale, from(i)))
	}
	return out
}

func every(f func(*truth) float64) func(int) func(*truth) float64 {
	return func(int) func(*truth) float64 { return f }
}

// whole is the battery's whole range.
func whole(rating energy.Watts) energy.Envelope { return energy.Envelope{Min: -rating, Max: rating} }
