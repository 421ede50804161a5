package soak

import (
	"fmt"
	"sync"
	"time"
)

// News is that a limit was not kept, or that a home has lived to its end.
type News struct {
	Home   int
	Seed   uint64
	Breach *Breach // nil: the home has ended
	Sound  bool    // it has ended without a breach
	// Ended is how many homes have, of how many.
	Ended, Homes int
	// Left is about how long the others take, by the wall clock.
	Left time.Duration
}

// String is the news as one line.
func (n News) String() string {
	if n.Breach != nil {
		return fmt.Sprintf("BREACH %s in home %d at %v: %s", n.Breach.Rule, n.Home, n.Breach.At, n.Breach.Repro(n.Seed))
	}
	how := "breached"
	if n.Sound {
		how = "sound"
	}
	return fmt.Sprintf("home %d is %s; %d of %d homes, about %v left", n.Home, how, n.Ended, n.Homes, n.Left)
}

// progress is how far all homes are. It is shared by them.
type progress struct {
	config Config
	begun  time.Time
	homes  int

	mu    sync.Mutex
	lived time.Duration // by all homes, to the hour
	end   int           // homes that have lived to their end
}

func newProgress(c Config, begun time.Time) *progress {
	first, end := c.part()
	return &progress{config: c, begun: begun, homes: end - first}
}

// ticked takes in one second of a home.
func (p *progress) ticked(h *home) {
	if p.config.Tell == nil {
		return
	}
	for ; h.told < len(h.course.Breaches); h.told++ {
		p.tell(h, &h.course.Breaches[h.told])
	}
	if h.elapsed%time.Hour == 0 {
		p.mu.Lock()
		p.lived += time.Hour
		p.mu.Unlock()
	}
}

func (p *progress) ended(h *home) {
	if p.config.Tell == nil {
		return
	}
	p.mu.Lock()
	p.end++
	p.mu.Unlock()
	p.tell(h, nil)
}

func (p *progress) tell(h *home, b *Breach) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.config.Tell(News{
		Home: h.course.Home, Seed: p.config.Seed, Breach: b, Sound: len(h.course.Breaches) == 0,
		Ended: p.end, Homes: p.homes, Left: p.left(time.Since(p.begun)),
	})
}

// left is what the rest takes where it goes on as fast as until now.
func (p *progress) left(wall time.Duration) time.Duration {
	rest := time.Duration(p.homes)*p.config.For - p.lived
	if p.lived <= 0 || p.end == p.homes {
		return 0
	}
	return time.Duration(float64(wall) * float64(rest) / float64(p.lived)).Round(time.Second)
}
