package asset

import (
	"errors"
	"fmt"
	"math"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// NodeKind is what a limit sits at.
type NodeKind string

// The kinds of node.
const (
	AtSite  NodeKind = "site"
	AtGroup NodeKind = "group"
)

// Node is a site or a group.
type Node struct {
	Kind NodeKind
	ID   string
}

// SiteNode returns the node of a site.
func SiteNode(id energy.SiteID) Node { return Node{AtSite, string(id)} }

// GroupNode returns the node of a group.
func GroupNode(id GroupID) Node { return Node{AtGroup, string(id)} }

// LimitName is what is limited, with its unit.
type LimitName string

// The limits of a node, all magnitudes of its homes together.
const (
	ImportLimit    LimitName = "import_kw"
	ExportLimit    LimitName = "export_kw"
	RampLimit      LimitName = "ramp_kw_per_min"
	SwitchingLimit LimitName = "switching_per_min" // count of homes that change direction
)

// LimitNames returns the limits there are.
func LimitNames() []LimitName {
	return []LimitName{ImportLimit, ExportLimit, RampLimit, SwitchingLimit}
}

// mostLimit is more than any grid has, in kW.
const mostLimit = 1e9

// Limit is the most that a node may do, while it holds. 0 is a limit.
type Limit struct {
	Node  Node
	Name  LimitName
	Value float64
	Span  Span
}

// Check fails where the limit cannot be one: the name of the column, and why.
func (l Limit) Check() (column string, err error) {
	if _, err := oneOf("limit", string(l.Name), LimitNames()); err != nil {
		return "name", err
	}
	switch {
	case !(l.Value >= 0 && l.Value <= mostLimit):
		return "value", fmt.Errorf("want a number from 0 to %g", mostLimit)
	case l.Name == SwitchingLimit && l.Value != math.Trunc(l.Value):
		return "value", errors.New("want a whole number of homes")
	}
	return "", nil
}
