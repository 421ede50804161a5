package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/fleet/asset"
	"github.com/hearthgrid/hearthgrid/cloud/fleet/sheet"
)

// same tells whether two rows are of the same thing.
func (h *held) same(other *held) bool { return h.a == other.a && h.b == other.b && h.c == other.c }

func byThing(x, y held) int {
	return cmp.Or(strings.Compare(x.a, y.a), strings.Compare(x.b, y.b), strings.Compare(x.c, y.c),
		cmp.Compare(x.from, y.from), cmp.Compare(x.line, y.line))
}

// merge puts given rows among those that are there. A given row takes the place
// of one of the same thing that begins at the same time. It returns all rows as
// they then are, and those of them that have to be written. Of one thing no two
// may hold at the same time: what would is a flaw.
func (p *plan) merge(there, given []held) (all, write []held) {
	if len(given) == 0 {
		return there, nil
	}
	rows := slices.Concat(there, given)
	slices.SortFunc(rows, byThing)
	all = rows[:0]
	for _, row := range rows {
		last := len(all) - 1
		switch {
		case last < 0 || all[last].from != row.from || !all[last].same(&row):
			if row.line > 0 {
				write = append(write, row)
			}
			all = append(all, row)
		case all[last].line > 0:
			p.flaw(&row, fmt.Sprintf("it is on line %d too", all[last].line), "leave one of them out")
		default:
			if row.replaces = true; row.to != all[last].to || row.said != all[last].said {
				write = append(write, row)
			}
			all[last] = row
		}
	}
	p.overlaps(all)
	slices.SortFunc(write, func(a, b held) int { return a.line - b.line })
	return all, write
}

// overlaps names each given row that holds while another of its thing does.
func (p *plan) overlaps(all []held) {
	var longest held
	for i := range all {
		row := &all[i]
		if i > 0 && row.same(&longest) && row.from < longest.to && max(row.line, longest.line) > 0 {
			given, other := row, &longest
			if other.line > given.line {
				given, other = other, given
			}
			p.flaw(given, "it overlaps "+other.place(), "let one end before the other begins")
		}
		if i == 0 || !row.same(&longest) || row.to > longest.to {
			longest = *row
		}
	}
}

func (p *plan) flaw(h *held, reason, hint string) {
	p.bad(sheet.Flaw{Line: h.line, Column: sheet.From.String(), Value: asset.Stamp(time.UnixMilli(h.from)), Reason: reason, Hint: hint})
}

// place says where a row stands, for people.
func (h *held) place() string {
	if h.line > 0 {
		return fmt.Sprintf("line %d", h.line)
	}
	return "what is registered " + h.span().String()
}

func (h *held) span() asset.Span { return asset.SpanOf(h.from, &h.to) }

// uncircle names the given rows that put groups inside themselves: of each ring
// the last.
func (p *plan) uncircle(parts []held) {
	if len(p.parts) == 0 {
		return
	}
	for {
		all := make([]asset.Part, len(parts))
		for i := range parts {
			all[i] = asset.Part{Parent: asset.GroupID(parts[i].a), Child: asset.GroupID(parts[i].b), Span: parts[i].span()}
		}
		ring := asset.Circle(all)
		if ring == nil {
			return
		}
		last := -1
		for i := range parts {
			if ring.Has(all[i]) && (last < 0 || parts[i].line > parts[last].line) {
				last = i
			}
		}
		p.bad(sheet.Flaw{Line: parts[last].line, Column: sheet.Part.String(), Value: parts[last].b,
			Reason: "the group would be inside itself: " + ring.String(), Hint: "leave the row out, or end another of these first"})
		parts = slices.Delete(slices.Clone(parts), last, last+1)
	}
}
