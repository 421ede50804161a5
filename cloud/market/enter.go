package market

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/market/ledger"
)

// settle looks at a call and has the ledger and the report say what was found.
//
// The order is what makes it safe to die anywhere: first what entries will stand
// on, then the entries, then the report that shows them, and last that all of it
// was done. Before the last it is done again, and the ledger enters nothing twice.
func (c *Clerk) settle(ctx context.Context, call *Call, others Others, r Record, now time.Time) (Record, error) {
	terms := c.Terms[call.Programme]
	if r.Terms != nil && r.Terms.Currency != "" {
		terms = *r.Terms
	}
	found, err := Look(ctx, call, terms, others, c.Sources, now)
	if err != nil {
		return r, err
	}
	if err := c.folder.shown(&found); err != nil {
		return r, err
	}
	refused, err := c.enter(&found, now)
	if err != nil {
		return r, err
	}
	notes := []string{call.asked()}
	if found.NotSold != "" {
		notes = append(notes, "Nothing of it is sold: "+found.NotSold+".")
	} else {
		notes = append(notes, terms.paid())
	}
	notes = append(notes, refused...)
	report, err := found.Report(c.Book.Of(found.Event.Programme, found.Event.ID), c.Book.Head(), now, notes)
	if err != nil {
		return r, err
	}
	changed, err := c.folder.report(report)
	if err != nil {
		return r, err
	}
	if changed {
		r.Changed = now.UTC()
	}
	r.Looked, r.Settled, r.Final = now.UTC(), now.UTC(), c.Schedule.Final(call.Ended, now)
	r.Terms = &terms
	r.Missing, r.NotSold, r.Refused, r.Worth = found.Missing, found.NotSold, refused, found.Worth
	if err := c.keep(r); err != nil {
		return r, err
	}
	c.Log.Info("call is settled", "call", call.ID, "programme", call.Programme, "homes", r.Homes, "missing", r.Missing,
		"changed", changed, "refused", len(refused), "not_sold", r.NotSold)
	return r, nil
}

// reason is why a correction is made.
const reason = "settled anew on what is known by now"

// enter has the ledger say what was found and nothing beside it, and returns what it
// refused.
func (c *Clerk) enter(f *Found, now time.Time) (refused []string, err error) {
	if f.Unpriced {
		return nil, nil
	}
	undue := Undue(c.Book.Standing(f.Event.Programme, f.Event.ID), f.Drafts, f.Basis, now, reason)
	all := append(undue, f.Drafts...)
	if len(all) == 0 {
		return nil, nil
	}
	outcomes, err := c.Book.Append(all)
	if err != nil {
		return nil, err
	}
	late := Late(all, outcomes, reason)
	corrected, err := c.Book.Append(late)
	if err != nil {
		return nil, err
	}
	return append(refusals(all, outcomes), refusals(late, corrected)...), nil
}

// refusals names the drafts that the ledger did not take, but for those that were
// corrected.
func refusals(drafts []ledger.Draft, outcomes []ledger.Outcome) (list []string) {
	for i, o := range outcomes {
		if o.Err != nil && !errors.As(o.Err, new(*ledger.Differs)) {
			list = append(list, fmt.Sprintf("The ledger does not take %s %s: %v.", drafts[i].Site, drafts[i].Device, o.Err))
		}
	}
	return list
}
