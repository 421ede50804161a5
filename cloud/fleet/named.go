package fleet

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
)

const (
	// few is how many rows a file has at most for the registry to be asked about each
	// that it names, and not about all there are.
	few = 5_000
	// asked is about how many names one question is.
	asked = 500
)

// names are the ids that a plan speaks of, each once, or none where it speaks of so many
// that it is less work to read everything.
type names struct {
	all    bool
	sites  []string
	groups []string
}

func (p *plan) names() names {
	if p.rows > few {
		return names{all: true}
	}
	sites, groups := map[string]bool{}, map[string]bool{}
	for id := range p.sites {
		sites[string(id)] = true
	}
	for id := range p.groups {
		groups[string(id)] = true
	}
	for i := range p.members {
		groups[p.members[i].a], sites[p.members[i].b] = true, true
	}
	for i := range p.parts {
		groups[p.parts[i].a], groups[p.parts[i].b] = true, true
	}
	for i := range p.devices {
		sites[p.devices[i].a] = true
	}
	for i := range p.limits {
		at := groups
		if p.limits[i].a == string(asset.AtSite) {
			at = sites
		}
		at[p.limits[i].b] = true
	}
	p.speaksOf(sites)
	return names{sites: slices.Collect(maps.Keys(sites)), groups: slices.Collect(maps.Keys(groups))}
}

// speaksOf adds the homes of which facts and persons are.
func (p *plan) speaksOf(sites map[string]bool) {
	for key := range p.facts {
		sites[key.site] = true
	}
	for id := range p.people {
		sites[string(id)] = true
	}
}

func (n *names) nodes() []string { return slices.Concat(n.sites, n.groups) }

// each hands the rows of query to do whose column is one of ids, or all.
func (n *names) each(ctx context.Context, from querier, do func(*sql.Rows) error, query, column string, ids []string) error {
	if n.all {
		return each(ctx, from, do, query)
	}
	for some := range slices.Chunk(ids, asked) {
		args := make([]any, len(some))
		var places strings.Builder
		for i, id := range some {
			args[i] = id
			places.WriteString(",$" + strconv.Itoa(i+1))
		}
		if err := each(ctx, from, do, query+` WHERE `+column+` IN (`+places.String()[1:]+`)`, args...); err != nil {
			return err
		}
	}
	return nil
}

// adding returns what hands rows to each to add them to list.
func adding[T any](list *[]T, scan func(*sql.Rows) (T, error)) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		one, err := scan(rows)
		*list = append(*list, one)
		return err
	}
}
