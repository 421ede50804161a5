package programme

import (
	"slices"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Needs is what a tick has to be told of, each once and by name: nothing where no
// call runs and nobody waits to be let go.
type Needs struct {
	Sites []energy.SiteID
	Nodes []Node
}

// Needs returns what Tick looks at if it is called at now.
func (d *Desk) Needs(now time.Time) Needs {
	d.mu.Lock()
	defer d.mu.Unlock()
	var n Needs
	for _, c := range d.state.list(func(c *Call) bool { return d.memory.looksAt(c, now) }) {
		n.Nodes = append(n.Nodes, c.Node)
		for i := range c.Claims {
			n.Sites = append(n.Sites, c.Claims[i].Site)
		}
	}
	slices.Sort(n.Sites)
	slices.Sort(n.Nodes)
	return Needs{Sites: slices.Compact(n.Sites), Nodes: slices.Compact(n.Nodes)}
}

// Claimed returns the homes, by name, that open calls claim: what Propose and DryRun are
// to be told of beside those of the node.
func (d *Desk) Claimed() []energy.SiteID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var sites []energy.SiteID
	for _, c := range d.state.list(func(c *Call) bool { return c.Stage.Open() }) {
		for i := range c.Claims {
			sites = append(sites, c.Claims[i].Site)
		}
	}
	slices.Sort(sites)
	return slices.Compact(sites)
}

// looksAt tells whether a tick looks at the homes of a call: it runs or may begin, is
// on its way to nothing, or its homes wait for their turn to be let go.
func (m Memory) looksAt(c *Call, now time.Time) bool {
	if c.Stage.Open() {
		return c.Stage == Running || !c.Start.After(now)
	}
	if c.Closed == nil || c.Broken || c.Terms.Kind.Drive() == Armed || now.Sub(*c.Closed) >= remembered {
		return false
	}
	back, known := m.returns.calls[c.ID]
	return !known || m.moves(c.ID) || now.Before(back.last)
}
