package arms

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/hearthgrid/hearthgrid/shared/dispatchkey"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

// Fleet is what homes told last. It may hold a lock while it is gone through.
type Fleet interface {
	Homes() iter.Seq2[energy.SiteID, Home]
}

// Publisher sends a payload to who hears a topic, once and without a wait.
type Publisher interface {
	Publish(topic string, payload []byte) error
}

// each is how often a Keeper steps.
const each = time.Second

// Keeper keeps a fleet armed. Its methods may be called from any goroutine.
type Keeper struct {
	config  Config
	fleet   Fleet
	publish Publisher
	signer  *dispatchkey.Signer
	log     *slog.Logger

	mu     sync.Mutex
	state  State
	wishes map[energy.SiteID]Wish // nil: nobody has said yet
	counts Counts
}

// New returns a keeper that sends nothing yet.
func New(c Config, fleet Fleet, publish Publisher, signer *dispatchkey.Signer, log *slog.Logger) *Keeper {
	return &Keeper{config: c, fleet: fleet, publish: publish, signer: signer, log: log.With("room", "arms")}
}

// Want puts wishes in place of those before. Nobody changes them from here on.
func (k *Keeper) Want(wishes map[energy.SiteID]Wish) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if wishes == nil {
		wishes = map[energy.SiteID]Wish{}
	}
	if was := len(k.wishes); was != len(wishes) {
		k.log.Info("other homes are to be armed", "were", was, "are", len(wishes))
	}
	k.wishes = wishes
}

// Answer takes a receipt, received at now.
func (k *Keeper) Answer(a wire.Answer, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h := k.state.holds[a.Site]
	if h == nil || a.Arm == 0 {
		return
	}
	before := h.refused
	if h.hear(a, now); h.refused && !before {
		k.log.Warn("a home refuses to be armed", "site", a.Site, "arm", a.Arm, "kind", a.Kind.String(), "reason", a.Reason)
	}
}

// Counts returns what became of the wishes by the last step.
func (k *Keeper) Counts() Counts {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.counts
}

// Run steps once a second until ctx ends, and returns nil then. It sends nothing at its
// end: homes stay armed until their arms end.
func (k *Keeper) Run(ctx context.Context) error {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			k.Tick(now)
		}
	}
}

// Tick makes one step as of now.
func (k *Keeper) Tick(now time.Time) {
	for _, a := range k.step(now) {
		payload, err := wire.EncodeArm(a, k.signer)
		if err == nil {
			err = k.publish.Publish(wire.SiteTopic(a.Site, wire.LeafArm), payload)
		}
		if err != nil {
			k.unsent(a)
		}
	}
}

func (k *Keeper) step(now time.Time) []energy.Arm {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wishes == nil {
		return nil
	}
	out, counts := k.state.Step(&k.config, k.wishes, k.fleet.Homes(), now)
	k.counts = counts
	return out
}

// unsent lets an arm that nobody took go out in the next step.
func (k *Keeper) unsent(a energy.Arm) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if h := k.state.holds[a.Site]; h != nil && h.id == a.ID {
		h.sent, h.tries = time.Time{}, h.tries-1
	}
}
