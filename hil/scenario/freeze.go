package scenario

// stand makes the gateway stand still, as kill -STOP does, or go on.
type stand struct {
	homes []int
	still bool
}

func parseFreeze(p *parser, l line, rest []string) (act, error) { return p.stand(l, rest, true) }

func parseThaw(p *parser, l line, rest []string) (act, error) { return p.stand(l, rest, false) }

func (p *parser) stand(l line, rest []string, still bool) (act, error) {
	s := &stand{still: still}
	s.homes, rest = p.targets(rest)
	if len(rest) != 1 || rest[0] != "gateway" {
		return nil, l.refuse("want \"gateway\"")
	}
	return s, nil
}

func (s *stand) do(r *run, l line) error {
	for _, i := range s.homes {
		h := r.houses[i]
		if h.gateway == nil || h.still == s.still {
			return l.refuse("the gateway of %s is off, or does so already", h.site.name)
		}
		if err := h.gateway.Stand(s.still); err != nil {
			return l.refuse("%w", err)
		}
		h.still, h.passes = s.still, 0
	}
	return nil
}
