package arms

import "github.com/hearthgrid/hearthgrid/shared/energy"

// Counts are the homes that are to be armed, each once in Armed to Away, and what those
// of Armed answer with together.
type Counts struct {
	Wanted  int          `json:"wanted"`
	Armed   int          `json:"armed"`   // tell that they are
	Waiting int          `json:"waiting"` // are asked, or about to be
	Refused int          `json:"refused"` // did not take it
	Unable  int          `json:"unable"`  // take no arms, or none such
	Away    int          `json:"away"`    // are not connected, and not armed as far as they told
	Up      energy.Watts `json:"up_w"`
	Down    energy.Watts `json:"down_w"`
	Late    int          `json:"late"` // arms that had to wait for the next step
}

func (n *Counts) count(h *hold, e *errand) {
	switch {
	case e.wish.none() && e.home.Online:
		n.Unable++
	case h != nil && !h.wish.none() && h.shown(&e.home):
		n.Armed++
		n.Up, n.Down = n.Up+h.wish.Up, n.Down+h.wish.Down
	case !e.home.Online:
		n.Away++
	case h != nil && h.refused:
		n.Refused++
	default:
		n.Waiting++
	}
}
