package twin

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// ApplyBatch returns t after telemetry that was received at received. Only a
// report that is newer by (boot, number) changes it, but for the events that older ones
// bring. One that does also shows the home to be online, for a will may outlive the
// session it is about.
func ApplyBatch(t Twin, b wire.Batch, received time.Time) Twin {
	t.hear(&b, received)
	return t
}

// ApplyPresence returns t after a session began or ended, told at received. A beginning names
// the boot whatever it was before, so that a gateway whose counter was reset is
// heard again; an end counts only for the boot it is of, and not where a later
// session has begun: a will may outlive the session it is about. What was told
// in an earlier session holds no more: the home tells anew.
func ApplyPresence(t Twin, p wire.Presence, received time.Time) Twin {
	if !p.Online {
		if p.Boot == t.Boot && (p.Session == 0 || p.Session >= t.Session) {
			t.Online = false
		}
		t.Site = p.Site
		return t
	}
	t.begin(p.Site, p.Boot)
	t.Online, t.Session, t.Software, t.MaxLease = true, p.Session, p.Software, p.MaxLease
	t.Report.Deadband = energy.Deadband{}
	t.Highest = max(t.Highest, p.Order)
	t.Arms = Arms{Able: p.Armable, Highest: max(t.Arms.Highest, p.Arm)}
	t.told(p.Moment, received)
	return t
}

// ApplyAnswer returns t after a receipt, received at received, with the boot and the highest order and arm
// that the next has to be made for. One of an earlier boot changes nothing.
func ApplyAnswer(t Twin, a wire.Answer, received time.Time) Twin {
	if a.Boot < t.Boot {
		return t
	}
	t.begin(a.Site, a.Boot)
	if t.Highest = max(t.Highest, a.Highest); a.Arm == 0 {
		t.Answer = a
	}
	t.Arms.Highest = max(t.Arms.Highest, a.HighestArm)
	t.told(a.Moment, received)
	return t
}

// ApplyOrder returns t after o was sent. The newest ID wins.
func ApplyOrder(t Twin, o energy.Order) Twin {
	t.Site = o.Site
	if o.ID > t.Desired.ID {
		t.Desired = o
	}
	return t
}

// hear is ApplyBatch in place, for it comes a hundred thousand times a second and a
// twin is long: what copies cost is more than all the rest, in stack too.
func (t *Twin) hear(b *wire.Batch, received time.Time) {
	if len(b.Reports) == 0 {
		return
	}
	newest := &b.Reports[len(b.Reports)-1]
	if b.Boot < t.Boot || (b.Boot == t.Boot && newest.Seq <= t.Report.Seq) {
		t.hearNews(b, received)
		return
	}
	t.begin(b.Site, b.Boot)
	t.hearNews(b, received)
	t.Online, t.Report, t.Received, t.Waited = true, *newest, received, b.Waited
	t.Report.News = nil // it is heard
	t.Highest, t.Arms.Highest = max(t.Highest, newest.Decision.Order), max(t.Arms.Highest, newest.Decision.Arm)
	t.told(b.Moment, received)
}

// begin moves t to boot. The report of another boot stays as what was seen
// last, but neither its number nor its order means anything in this one.
func (t *Twin) begin(site energy.SiteID, boot uint64) {
	t.Site = site
	if boot != t.Boot {
		t.news = t.news.rebooted(t.Boot, boot)
		t.Boot, t.Session, t.Highest, t.Moment, t.Report.Seq = boot, 0, 0, energy.Moment{}, 0
		t.Arms.Highest, t.Report.Decision.Arm, t.Report.Decision.ArmLeft = 0, 0, 0
		t.Report.Deadband = energy.Deadband{}
		t.Report.Decision.Order, t.Report.Decision.LeaseLeft = 0, 0
	}
}

func (t *Twin) told(m energy.Moment, received time.Time) {
	if m != (energy.Moment{}) {
		t.Moment, t.MomentAt = m, received
	}
}
