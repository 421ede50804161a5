package ask

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Publisher sends one message to the home that subscribes to the topic. A home
// that has no session is an Unreachable fault, at once.
type Publisher interface {
	Publish(topic string, payload []byte) error
}

// Asker asks homes. Its methods may be called from any goroutine.
type Asker struct {
	publish Publisher
	count   counters
	mu      sync.Mutex
	line    line
}

// New returns an Asker. Its ids go on from a random one, so that an answer to an
// earlier process is taken for none of its own.
func New(publish Publisher) *Asker {
	return &Asker{publish: publish, line: line{
		last: rand.Uint64(), waiting: map[uint64]*question{}, free: map[energy.SiteID]time.Time{},
	}}
}

// Ask returns what the home says of the tick in force at the time asked for, the
// zero time for now, within Deadline. It fails as Busy where too many questions
// wait, as Unreachable where the home is not connected, and as Unknown where
// it does not answer.
func (a *Asker) Ask(ctx context.Context, site energy.SiteID, at time.Time) (wire.Explanation, error) {
	return a.ask(ctx, site, wire.Question{At: at})
}

// Trace returns what the home says of now and of the course of an order, as Ask
// does. A home that does not remember the order says so by the zero Course.
func (a *Asker) Trace(ctx context.Context, site energy.SiteID, order uint64) (wire.Explanation, error) {
	return a.ask(ctx, site, wire.Question{Order: order})
}

func (a *Asker) ask(ctx context.Context, site energy.SiteID, what wire.Question) (wire.Explanation, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, Deadline, fmt.Errorf("no answer within %v", Deadline))
	defer cancel()
	q, err := a.join(site)
	if err != nil {
		return wire.Explanation{}, err
	}
	if !q.await(ctx) {
		return a.give(ctx, q)
	}
	if err := a.send(q, what); err != nil {
		return wire.Explanation{}, err
	}
	select {
	case e := <-q.answer:
		return e, nil
	case <-ctx.Done():
		return a.give(ctx, q)
	}
}

// Answer takes what a home, whose certificate is of e.Site, answered.
func (a *Asker) Answer(e wire.Explanation) {
	a.mu.Lock()
	became := a.line.take(e)
	a.mu.Unlock()
	a.count[became].Add(1)
}

func (a *Asker) join(site energy.SiteID) (*question, error) {
	a.mu.Lock()
	q, ok := a.line.join(site, time.Now())
	a.mu.Unlock()
	if ok {
		return q, nil
	}
	a.count[busy].Add(1)
	return nil, cannot(site, fault.Busy, "ask again in some seconds", errors.New("too many questions wait"))
}

// await returns at q's turn, and false where ctx ended before it.
func (q *question) await(ctx context.Context) bool {
	timer := time.NewTimer(time.Until(q.turn))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// watched is how long the home tells every tick after it was asked: somebody looks
// at it.
const watched = time.Minute

func (a *Asker) send(q *question, what wire.Question) error {
	what.ID, what.Watch = q.id, watched
	payload, err := wire.EncodeAsk(what)
	if err == nil {
		err = a.publish.Publish(wire.SiteTopic(q.site, wire.LeafAsk), payload)
	}
	if err == nil {
		a.count[sent].Add(1)
		return nil
	}
	a.mu.Lock()
	a.line.unsent(q)
	a.mu.Unlock()
	a.count[unsent].Add(1)
	return cannot(q.site, fault.KindOf(err), "ask again once the home is connected", err)
}

// give gives up on q, unless its answer has just come.
func (a *Asker) give(ctx context.Context, q *question) (wire.Explanation, error) {
	a.mu.Lock()
	waited := a.line.leave(q)
	a.mu.Unlock()
	if !waited {
		return <-q.answer, nil
	}
	a.count[unanswered].Add(1)
	return wire.Explanation{}, cannot(q.site, fault.Unknown,
		"the home may be unreachable, or its gateway too old to be asked", context.Cause(ctx))
}

func cannot(site energy.SiteID, kind fault.Kind, hint string, err error) error {
	return &fault.Error{Op: "ask why", Kind: kind, Subject: string(site), Hint: hint, Err: err}
}
