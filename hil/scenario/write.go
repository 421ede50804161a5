package scenario

import "strconv"

// write is another master's write to a register.
type write struct {
	homes []int
	unit  string
	reg   register
	value float64
}

// parseWrite reads "write storage 704.WSet 1500" or "write storage 40123 7".
func parseWrite(p *parser, l line, rest []string) (act, error) {
	w := &write{}
	w.homes, rest = p.targets(rest)
	if len(rest) != 3 {
		return nil, l.refuse("want unit, register and value such as \"write storage 704.WSet 1500\"")
	}
	var err error
	if w.value, err = strconv.ParseFloat(rest[2], 64); err != nil {
		return nil, l.refuse("%q is not a number", rest[2])
	}
	if w.reg, err = parseRegister(rest[1]); err != nil {
		return nil, l.refuse("%w", err)
	}
	w.unit = rest[0]
	if len(p.script.sites) > 0 {
		if _, ok := unitOf(p.script.sites[w.homes[0]], w.unit); !ok {
			return nil, l.unknown("unit", w.unit, unitNames)
		}
	}
	return w, nil
}

func (w *write) do(r *run, l line) error {
	for _, i := range w.homes {
		h := r.houses[i]
		unit, _ := unitOf(h.site, w.unit)
		err := h.writes.beside(func() error { return w.reg.write(h.bank, unit, w.value) })
		if err != nil {
			return l.refuse("%w", err)
		}
	}
	return nil
}
