package soak

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Report is what all homes lived through.
type Report struct {
	Config Config
	Wall   time.Duration
	Course
	Homes int
	// Idle are the homes in which nothing was ever commanded.
	Idle []int

	first int
}

// Course is what one home lived through.
type Course struct {
	Home      int
	Lived     time.Duration
	Commanded time.Duration // the battery moved otherwise than by its own mode
	Counts    map[string]int
	Breaches  []Breach
	Digest    uint64 // of the truth in every tick
}

// Breach is a limit that was not kept.
type Breach struct {
	Home  int
	Rule  string
	At    time.Duration // since the start
	Lasts time.Duration // so far
	Seen  string
	Arms  bool // homes were armed too
}

// Repro is the command line that plays a breach again.
func (b Breach) Repro(seed uint64) string {
	line := fmt.Sprintf("hearth-hil soak --seed %d --homes %d --home %d --for %v", seed, b.Home+1, b.Home, b.At+Tick)
	if b.Arms {
		line += " --arms"
	}
	return line
}

func (r *Report) add(c Course) {
	if c.Lived == 0 {
		return
	}
	r.Homes++
	r.Lived += c.Lived
	r.Commanded += c.Commanded
	r.Breaches = append(r.Breaches, c.Breaches...)
	r.Digest += c.Digest * uint64(2*c.Home+1) // so that those of parts add up
	if r.Counts == nil {
		r.Counts = map[string]int{}
	}
	for what, n := range c.Counts {
		r.Counts[what] += n
	}
	if c.Commanded == 0 {
		r.Idle = append(r.Idle, c.Home)
	}
}

// Speed is how many hours of one home go by in a second of the wall clock.
func (r Report) Speed() float64 { return r.Lived.Hours() / r.Wall.Seconds() }

// Write prints r for people, breaches first.
func (r Report) Write(w io.Writer) {
	for _, b := range r.Breaches {
		fmt.Fprintf(w, "BREACH %s in home %d at %v, for %v: %s\n       %s\n", b.Rule, b.Home, b.At, b.Lasts, b.Seen, b.Repro(r.Config.Seed))
	}
	for _, what := range slices.Sorted(maps.Keys(r.Counts)) {
		fmt.Fprintf(w, "%-32s %d\n", what, r.Counts[what])
	}
	fmt.Fprintf(w, "%v, %.0f hours of one home per second, commanded in %.0f %%\n", r.Wall.Round(time.Millisecond), r.Speed(), 100*r.Commanded.Hours()/r.Lived.Hours())
	fmt.Fprintln(w, r.Summary())
}

// Summary is the whole of r in one line.
func (r Report) Summary() string {
	var kinds []string
	faults, refused := 0, 0
	for _, what := range slices.Sorted(maps.Keys(r.Counts)) {
		n := r.Counts[what]
		if kind, ok := strings.CutPrefix(what, faultCount); ok {
			kinds, faults = append(kinds, fmt.Sprintf("%s %d", kind, n)), faults+n
		}
		if strings.HasPrefix(what, refusedCount) {
			refused += n
		}
	}
	return fmt.Sprintf("%d homes from %d on, %.0f hours of one home: %d faults (%s), %d outages, %d gateways killed, %d silences of the cloud, %d orders taken, %d refused; %d breaches; seed %d, digest %016x",
		r.Homes, r.first, r.Lived.Hours(), faults, strings.Join(kinds, ", "), r.Counts[outageCount], r.Counts[killCount], r.Counts[silenceCount],
		r.Counts[takenCount], refused, len(r.Breaches), r.Config.Seed, r.Digest)
}

// What is counted. Faults and refusals go by their kind.
const (
	faultCount, refusedCount                         = "fault ", "order refused "
	outageCount, killCount, silenceCount, takenCount = "outage", "gateway killed", "cloud silent", "order taken"
)
