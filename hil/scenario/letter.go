package scenario

import (
	"slices"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// hands are who signs orders: the dispatcher, whom homes trust, and somebody
// else.
type hands struct{ dispatcher, stranger *dispatchkey.Signer }

func newHands() (hands, error) {
	dispatcher, err := dispatchkey.New()
	if err != nil {
		return hands{}, err
	}
	stranger, err := dispatchkey.New()
	return hands{dispatcher, stranger}, err
}

// letter is a signed order that a broker holds, by home.
type letter map[int][]byte

// post signs an order as it is now and leaves it with the broker.
type post struct {
	name   string
	forged bool
	order  *order
}

// parsePost reads "post LETTER order ...", and "forge LETTER order ..." for one
// that somebody without the dispatch key signs.
func parsePost(p *parser, l line, rest []string) (act, error) {
	if len(rest) < 2 || rest[1] != "order" {
		return nil, l.refuse("%s: want a name and an order, such as \"%s late order +5kW for 30s\"", l.words[0], l.words[0])
	}
	inner, err := parseOrder(p, l, rest[2:])
	if err != nil {
		return nil, err
	}
	o := inner.(*order)
	if o.refuse != "" || o.kind == orderRandom {
		return nil, l.refuse("%s: whether an order is refused shows when it is delivered; want a certain one", l.words[0])
	}
	p.letters = append(p.letters, rest[0])
	return &post{name: rest[0], forged: l.words[0] == "forge", order: o}, nil
}

func (s *post) do(r *run, l line) error {
	by := r.hands.dispatcher
	if s.forged {
		by = r.hands.stranger
	}
	held := letter{}
	for _, i := range s.order.homes {
		h := r.houses[i]
		if h.gateway == nil {
			return l.refuse("%s: the gateway of %s is off and told no moment", s.name, h.site.name)
		}
		if err := r.reach(i); err != nil {
			return err
		}
		o := s.order.draft(h, r.random)
		o.Moment = h.gateway.Moment()
		payload, err := wire.EncodeOrder(o, by)
		if err != nil {
			return l.refuse("%s: %w", s.name, err)
		}
		held[i] = payload
	}
	r.letters[s.name] = held
	return nil
}

// deliver hands over what was posted, again if it was before.
type deliver struct{ name, refuse string }

// parseDeliver reads "deliver LETTER", with "refused KIND" where it has to be.
func parseDeliver(p *parser, l line, rest []string) (act, error) {
	d := &deliver{}
	if len(rest) == 3 && rest[1] == "refused" {
		d.refuse, rest = rest[2], rest[:1]
	}
	if len(rest) != 1 {
		return nil, l.refuse("deliver: want a letter's name, and \"refused KIND\" where it has to be")
	}
	if d.name = rest[0]; !slices.Contains(p.letters, d.name) {
		return nil, l.unknown("letter", d.name, p.letters)
	}
	if d.refuse != "" && !slices.Contains(kinds(), d.refuse) {
		return nil, l.unknown("refusal", d.refuse, kinds())
	}
	return d, nil
}

func (d *deliver) checks() int { return 1 }

func (d *deliver) do(r *run, l line) error {
	for i, h := range r.houses {
		payload, posted := r.letters[d.name][i]
		if !posted {
			continue
		}
		if err := r.reach(i); err != nil {
			return err
		}
		got := ""
		if h.gateway == nil || h.still {
			got = fault.Unreachable.String()
		} else if err := h.gateway.Deliver(payload); err != nil {
			got = fault.KindOf(err).String()
		}
		h.answered(got)
		r.judge(h, l, answer(d.refuse), answer(got), got == d.refuse)
	}
	return nil
}
