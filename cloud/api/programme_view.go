package api

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// Programme is one service that the fleet sells. Lengths are in milliseconds.
type Programme struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"`
	Primacy  int         `json:"primacy"`         // the lower wins
	Stack    string      `json:"stack,omitempty"` // calls of one stack share a home's power, never its energy
	Eligible Eligible    `json:"eligible"`
	Rules    MarketRules `json:"rules"`
	Curve    []Corner    `json:"curve,omitempty"` // of what follows frequency
}

// Eligible says which homes a programme takes. What is left out is not asked for.
type Eligible struct {
	Capable  []string         `json:"capable,omitempty"`
	Regions  []string         `json:"regions,omitempty"`
	Tags     []string         `json:"tags,omitempty"`
	NoTags   []string         `json:"no_tags,omitempty"`
	MinPower energy.Watts     `json:"min_power_w"`
	MinSize  energy.WattHours `json:"min_size_wh"`
}

// MarketRules are those of a programme's market. A limit that is absent is none.
type MarketRules struct {
	Zone        string                `json:"zone"`
	NoticeMS    int64                 `json:"notice_ms"`
	Window      *CallWindow           `json:"window,omitempty"`
	ShortestMS  int64                 `json:"shortest_ms"`
	LongestMS   int64                 `json:"longest_ms"`
	PerDay      *int                  `json:"per_day,omitempty"`
	PerWeek     *int                  `json:"per_week,omitempty"`
	RestMS      int64                 `json:"rest_ms"`
	FullByMS    int64                 `json:"full_by_ms"`
	Margin      energy.Ratio          `json:"margin_ratio"`
	Firm        energy.Ratio          `json:"firm_ratio,omitempty"` // of what is called that has to be firm for it to be sold
	EnduranceMS int64                 `json:"endurance_ms"`
	Rise        energy.WattsPerSecond `json:"rise_w_per_s"`
	Fall        energy.WattsPerSecond `json:"fall_w_per_s"`
	Import      energy.Watts          `json:"import_w,omitempty"`
	Nominal     energy.Hertz          `json:"nominal_hz,omitempty"`
}

// CallWindow is when calls may be, in the local time of the rules' zone.
type CallWindow struct {
	Days []string `json:"days,omitempty"`
	From string   `json:"from"`
	To   string   `json:"to"`
}

// Corner is a point of a droop curve: so far off nominal, so much of the capacity.
type Corner struct {
	Away  energy.Hertz `json:"away_hz"`
	Share energy.Ratio `json:"share_ratio"`
}

// Enrolment is that a home takes part in a programme, with up to so much power, and
// never below its reserve.
type Enrolment struct {
	Programme string        `json:"programme"`
	Site      energy.SiteID `json:"site"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to,omitzero"` // absent: no end is known
	Power     energy.Watts  `json:"power_w"`
	Reserve   energy.Ratio  `json:"reserve_ratio"`
}

// OptOut is an owner's no, to all programmes where none is named.
type OptOut struct {
	Site      energy.SiteID `json:"site"`
	Programme string        `json:"programme,omitempty"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to,omitzero"` // absent: until they say otherwise
}

// Participation is what programmes and a home's owner have agreed on.
type Participation struct {
	Enrolments []Enrolment `json:"enrolments"`
	OptOuts    []OptOut    `json:"opt_outs"`
}

// Notice is what is to be told to the owner of a home.
type Notice struct {
	Kind      string        `json:"kind"` // "call", "withdrawal"
	Call      string        `json:"call"`
	Programme string        `json:"programme"`
	Purpose   string        `json:"purpose"`
	Site      energy.SiteID `json:"site"`
	Start     time.Time     `json:"start"`
	End       time.Time     `json:"end"`
	Up        energy.Watts  `json:"up_w"`
	Down      energy.Watts  `json:"down_w"`
	By        time.Time     `json:"by,omitzero"` // told later, the home is not called
}
