package history

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// home is what is remembered of one home between its reports.
type home struct {
	heard
	boot  uint64               // that told last
	value [NumReadings]float32 // of each metric as last read
	heads [2]head              // of what is live and what is made up for

	latest        uint64             // boot
	newest, ended [NumReadings]int64 // when each metric was last read by a clock that was right, and that before latest
}

// heard is when each metric was last read, in ms, and what was said of that.
type heard struct {
	last [NumReadings]int64
	said [NumReadings]said
}

// head is the newest report of a run of numbers.
type head struct {
	boot, seq uint64
	at        int64 // ms
	holds     bool  // until the next, within its deadband
}

// LateAfter is how long after its tick a report may come before its lateness is
// written with it.
const LateAfter = time.Minute

// tell appends what r says to record: every reading with the time its device was
// read, unless the report before had it, and the approved power with the time of
// the tick that approved it. clock is what is to be known of the home's clock. It
// returns how many readings were told before with another value.
func (h *home) tell(record *record, r *energy.Report, boot uint64, received time.Time, clock flags) (corrected int) {
	snap := &r.Snapshot
	t := telling{home: h, record: record, tick: snap.At.UnixMilli(), clock: clock, before: h.heard, another: h.begin(boot)}
	tell(&t, GridPower, &snap.Grid)
	tell(&t, BatteryPower, &snap.Battery)
	tell(&t, PVPower, &snap.PV)
	tell(&t, LoadPower, &snap.Load)
	tell(&t, StateOfCharge, &snap.SoC)
	tell(&t, GridVoltage, &snap.Voltage)
	tell(&t, GridFrequency, &snap.Frequency)
	tell(&t, BatteryTemperature, &snap.Temperature)
	if p, ok := r.Decision.Approved.Power(); ok {
		approved := energy.Read(p, snap.At)
		tell(&t, ApprovedPower, &approved)
	}
	for _, m := range t.marks.all() {
		record.add(Flags, m.at, float64(m.flags|t.before.of(m.at)))
	}
	if late := received.Sub(snap.At); late > LateAfter {
		record.add(Lateness, t.tick, late.Truncate(time.Millisecond).Seconds())
	}
	before := h.advance(head{boot: boot, seq: r.Seq, at: t.tick, holds: r.Deadband.Holds()})
	if still := r.Still.UnixMilli(); before.holds && !r.Still.IsZero() && still > before.at {
		record.add(Held, still, float64(still-before.at)/1000)
	}
	return t.corrected
}

// begin notes which boot tells now, and returns whether another told before.
func (h *home) begin(boot uint64) (another bool) {
	another, h.boot = h.boot != boot, boot
	if boot > h.latest {
		h.latest, h.ended = boot, h.newest
	}
	return another
}

// of returns what was said of the readings of a time, as far as they are the last.
func (h *heard) of(at int64) (f flags) {
	for m := range h.last {
		if h.last[m] == at {
			f |= h.said[m].of(Metric(m))
		}
	}
	return f
}

// advance makes now the newest of its run, and returns the one before it, the
// zero head where there is none. Two runs are followed: what was missed comes
// between what is live.
func (h *home) advance(now head) (before head) {
	for i := range h.heads {
		if h.heads[i].boot == now.boot && h.heads[i].seq+1 == now.seq && now.seq > 1 {
			before, h.heads[i] = h.heads[i], now
			return before
		}
	}
	h.heads[0], h.heads[1] = h.heads[1], now
	return head{}
}

// telling is one report while it is written.
type telling struct {
	home   *home
	record *record
	tick   int64 // ms
	clock  flags
	before heard
	marks  marks
	// another boot told what is there: only then is another value of the same time a
	// correction. A sum has the time of its oldest part, and is another when one of the
	// others was read again.
	another bool

	corrected int
}

func tell[T ~float64](t *telling, m Metric, r *energy.Reading[T]) {
	read := r.At()
	if read.IsZero() {
		return
	}
	v, ok := r.Value()
	if !ok {
		t.marks.add(t.tick, lost(m)|t.clock)
		return
	}
	at, short := read.UnixMilli(), float32(v)
	again := t.home.last[m] == at
	if again && (!t.another || t.home.value[m] == short) || !energy.IsFinite(v) {
		return
	}
	f := t.clock
	if r.Quality() == energy.Doubtful {
		f |= doubtful(m)
	}
	switch {
	case again:
		f |= corrected(m)
		t.corrected++
	case t.clock == 0 && at <= t.home.ended[m]: // two boots cannot both have been then
		f |= clockWrong
	}
	if t.clock == 0 {
		t.home.newest[m] = max(t.home.newest[m], at)
	}
	if !again {
		t.home.said[m] = 0
	}
	t.home.said[m] |= saidIn(f, m)
	t.home.last[m], t.home.value[m] = at, short
	t.record.add(m, at, decimal(float64(v)))
	t.marks.add(at, f)
}
