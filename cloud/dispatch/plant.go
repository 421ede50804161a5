package dispatch

import (
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/cloud/dispatch/fair"
	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Publisher sends one message to whoever subscribes to the topic.
type Publisher interface {
	Publish(topic string, payload []byte) error
}

// Plant runs a group of homes as one battery. Its methods may be called from
// any goroutine; nothing is sent unless Run runs.
type Plant struct {
	config  Config
	fleet   Fleet
	publish Publisher
	signer  *dispatchkey.Signer
	clock   func() time.Time
	log     *slog.Logger
	wake    chan struct{}

	mu     sync.Mutex
	target *Target
	loop   State
	leases map[energy.SiteID]*lease
	seq    uint64 // of the last signal
	orders Orders
	status Status

	allocator allocator
	barred    bool // the limits over the homes could not be used
	account   *fair.Account
	commons   *Commons
	drifts    map[string]*drift // by node
	uses      []fair.Use
	roll      roll
}

// New returns a plant that signs what it sends with signer and reads the time
// from clock, or why config is wrong.
func New(config Config, fleet Fleet, publish Publisher, signer *dispatchkey.Signer, clock func() time.Time, log *slog.Logger) (*Plant, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.Commons == nil {
		config.Commons = &Commons{}
	}
	if config.Account == nil {
		config.Account = &fair.Account{}
	}
	return &Plant{
		commons: config.Commons, account: config.Account, drifts: map[string]*drift{}, config: config, fleet: fleet, publish: publish, signer: signer, clock: clock, log: log.With("plant", config.Plant),
		wake: make(chan struct{}, 1), leases: map[energy.SiteID]*lease{},
	}, nil
}

// SetTarget replaces the target, and has a signal sent at once. It fails as
// Target.Check does, and then nothing has changed.
func (p *Plant) SetTarget(t Target) error {
	if err := t.Check(p.config.Plant, p.clock()); err != nil {
		return err
	}
	p.Adopt(t)
	return nil
}

// Adopt is SetTarget for a target that has passed Check already. One that has
// ended since is taken too: it replaces the one before, and ends in the next
// tick.
func (p *Plant) Adopt(t Target) { p.change(&t) }

// ClearTarget ends the target: no signal follows and leases run out.
func (p *Plant) ClearTarget() { p.change(nil) }

func (p *Plant) change(t *Target) {
	p.mu.Lock()
	p.target = t
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default: // a tick is already on its way and will see the change
	}
}

// Answer hears a home's receipt. That of a home without a lease is ignored.
func (p *Plant) Answer(a wire.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.leases[a.Site]
	if !ok {
		return
	}
	if !a.Taken {
		p.orders.Refused++
	}
	l.hear(a, p.clock())
}

// Account returns a copy of what homes gave for the plant and were due to give.
func (p *Plant) Account() *fair.Account {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.account.Clone()
}
