package scenario

// supply is what a home can lose.
type supply struct {
	homes []int
	grid  bool // else its uplink
	back  bool
}

func parseCut(p *parser, l line, rest []string) (act, error) { return p.supply(l, rest, false) }

func parseRestore(p *parser, l line, rest []string) (act, error) { return p.supply(l, rest, true) }

func (p *parser) supply(l line, rest []string, back bool) (act, error) {
	s := &supply{back: back}
	s.homes, rest = p.targets(rest)
	if len(rest) != 1 || (rest[0] != "grid" && rest[0] != "uplink") {
		return nil, l.refuse("want grid or uplink")
	}
	s.grid = rest[0] == "grid"
	return s, nil
}

func (s *supply) do(r *run, _ line) error {
	for _, i := range s.homes {
		switch {
		case !s.grid:
			r.offline[i] = !s.back
			r.houses[i].cut(!s.back)
		case s.back:
			r.houses[i].home.RestoreGrid()
		default:
			r.houses[i].home.CutGrid()
		}
	}
	return nil
}
