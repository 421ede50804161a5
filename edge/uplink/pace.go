package uplink

import "time"

// batchLimit is the most reports one message carries.
const batchLimit = 60

// pace decides which reports go next within one connection. It is pure: time
// and chance are inputs.
//
// New reports go at once. What waited from before the connection, and what was
// sent and is still not acknowledged a retry time later, goes in passes of
// one batch per gap.
type pace struct {
	retry, gap time.Duration

	live   uint64    // next number to send for the first time
	resend uint64    // next number of the pass
	end    uint64    // the pass stops before it
	mark   uint64    // live when the last pass began: all below were sent by then
	due    time.Time // the earliest time of the next batch of a pass, or pass
}

// newPace begins a connection that finds numbers oldest up to, not including,
// next in the spool. The newest counts as new, so that the cloud learns at
// once how the home is.
func newPace(retry, gap time.Duration, oldest, next uint64, now time.Time, spread float64) *pace {
	live := max(oldest, next-1)
	return &pace{
		retry: retry, gap: gap, live: live, resend: oldest, end: live, mark: live,
		due: now.Add(time.Duration(spread * float64(gap))),
	}
}

// newBacklog is a pace for what no longer grows: nothing in it is new.
func newBacklog(retry, gap time.Duration, oldest, next uint64, now time.Time, spread float64) *pace {
	return &pace{
		retry: retry, gap: gap, live: next, resend: oldest, end: next, mark: next,
		due: now.Add(time.Duration(spread * float64(gap))),
	}
}

// batch is a run of count numbers to send; repeat marks those of a pass.
type batch struct {
	from   uint64
	count  int
	repeat bool
}

// step returns what to send at now, count 0 for nothing before p.due. What was
// sent of it is told by sent.
func (p *pace) step(oldest, next uint64, now time.Time) batch {
	p.live, p.resend = max(p.live, oldest), max(p.resend, oldest)
	if p.live < next {
		return run(p.live, next, false)
	}
	if now.Before(p.due) {
		return batch{}
	}
	if p.resend >= p.end {
		p.begin(oldest, now)
	}
	if p.resend >= p.end {
		return batch{}
	}
	return run(p.resend, p.end, true)
}

func (p *pace) begin(oldest uint64, now time.Time) {
	p.resend, p.end, p.mark = oldest, p.mark, p.live
	p.due = now.Add(p.retry)
}

// sent takes in that b went out up to number last, which may be less than was
// asked for, or more where there is a gap.
func (p *pace) sent(b batch, last uint64, now time.Time, spread float64) {
	if !b.repeat {
		p.live = last + 1
		return
	}
	p.resend = last + 1
	p.due = now.Add(p.gap/2 + time.Duration(spread*float64(p.gap)))
	if p.resend >= p.end {
		p.due = now.Add(p.retry)
	}
}

func run(from, end uint64, repeat bool) batch {
	return batch{from: from, count: int(min(end-from, batchLimit)), repeat: repeat}
}
