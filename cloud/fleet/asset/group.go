package asset

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// GroupID names one group, of whatever kind: no two have the same. It has the
// form of a SiteID. A plant is the group of its own id.
type GroupID string

// Kind is what a group puts together.
type Kind string

// The kinds of group.
const (
	Transformer Kind = "transformer"
	Feeder      Kind = "feeder"
	Zone        Kind = "zone"
	Plant       Kind = "plant" // dispatched as one: its homes are those below it
	Programme   Kind = "programme"
	Tariff      Kind = "tariff"
	Owner       Kind = "owner" // a code, never a person's name
	Installer   Kind = "installer"
	Firmware    Kind = "firmware"
	Model       Kind = "model"
)

// Kinds returns the kinds of group there are.
func Kinds() []Kind {
	return []Kind{Transformer, Feeder, Zone, Plant, Programme, Tariff, Owner, Installer, Firmware, Model}
}

// Dispatched tells whether homes of such a group may be moved as one, and hear its
// signal: those of a plant, and of a part of the grid for which a programme asks.
func (k Kind) Dispatched() bool {
	return k == Plant || k == Feeder || k == Transformer || k == Zone
}

// Group is one group.
type Group struct {
	ID    GroupID
	Kind  Kind
	Added time.Time
}

// ParseGroupID returns s as a GroupID, or an error that says what is allowed.
func ParseGroupID(s string) (GroupID, error) {
	if _, err := energy.ParseSiteID(s); err != nil {
		return "", fmt.Errorf("group id %q: want 1 to 64 characters of A-Z a-z 0-9 _ -", s)
	}
	if energy.PlantID(s).Whole() != energy.PlantID(s) {
		return "", fmt.Errorf("group id %q: two - and a number at its end name a part of another group", s)
	}
	return GroupID(s), nil
}

// ParseKind returns s as a Kind, or an error that names those there are.
func ParseKind(s string) (Kind, error) { return oneOf("kind of group", s, Kinds()) }

// oneOf returns s as one of those that are allowed.
func oneOf[T ~string](what, s string, allowed []T) (T, error) {
	if slices.Contains(allowed, T(s)) {
		return T(s), nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return "", fmt.Errorf("%s %q: want one of %s", what, s, strings.Join(names, ", "))
}

// Part is a group inside another, for a time.
type Part struct {
	Parent GroupID
	Child  GroupID
	Span   Span
}
