package local

import (
	"time"

	"github.com/hearthgrid/hearthgrid/shared/energy"
)

// House is the gateway as the socket sees it. Its methods are called from many
// goroutines and answer from copies, without a wait.
type House interface {
	Status() Status
	// Explain tells of the tick in force at t, the newest for the zero time. It
	// fails as NotFound where nothing so old is kept.
	Explain(t time.Time) (Explanation, error)
	Wear() []Wear
	Plan() Planned
	// Do takes what a person in the home orders, or refuses it with the reason.
	Do(Act) error
}

// Act is an order of somebody in the home.
type Act struct {
	Verb  Verb
	For   time.Duration // of a pause, 0: until it is ended; of a storm watch
	Share energy.Ratio  // of a reserve, or kept in a storm
	Plan  string        // JSON or CSV, as control.ParsePlan takes it

	// Of the network operator's box, which another process speaks with:
	Guard     string       // who says it
	Exporting bool         // the limit is of export, else of import
	Active    bool         // the limit holds, else there is none
	Power     energy.Watts // a magnitude
	Timed     bool         // the limit holds for For, else until the next
}

// Verb is what is ordered.
type Verb string

// The verbs.
const (
	Pause       Verb = "pause"        // out of plan, dispatch and response
	Resume      Verb = "resume"       // back in
	Reserve     Verb = "reserve"      // keep a share of the battery
	Storm       Verb = "storm"        // fill the battery and keep it, for a time
	Calm        Verb = "calm"         // the storm is over
	SetPlan     Verb = "plan"         // do so by the clock, in place of the table
	ClearPlan   Verb = "plan-clear"   // the table again
	Reset       Verb = "reset"        // lift a lock-out, as a resident
	ResetExpert Verb = "reset-expert" // lift a lock-out, as an installer
	Clear       Verb = "clear"        // try again what was given up for good
	Beat        Verb = "beat"         // the operator's box lives
	Dim         Verb = "dim"          // the operator's box limits
)

// Status is how a gateway is now.
type Status struct {
	Site     string   `json:"site"`
	Software string   `json:"software"`
	Boot     uint64   `json:"boot"`
	UpS      int64    `json:"up_s"`
	Safety   string   `json:"safety"` // energy.SafetyState
	Layer    string   `json:"layer"`  // energy.Layer
	Paused   bool     `json:"paused"`
	Reserve  float64  `json:"reserve_ratio"` // in force, of the owner and a storm watch
	Storm    *float64 `json:"storm_left_s"`  // of a storm watch; null: there is none
	Armed    *float64 `json:"armed_left_s"`  // of a frequency response pushed ahead; null: there is none
	Plan     Plan     `json:"plan"`
	Lockout  bool     `json:"lockout"`
	Devices  []Device `json:"devices"`
	Loop     Loop     `json:"loop"`
	Cloud    Cloud    `json:"cloud"`
	Buses    []Bus    `json:"buses,omitempty"`
	Guests   []Guests `json:"guests,omitempty"`
	Alarms   []string `json:"alarms"`
	Notes    []string `json:"notes,omitempty"` // what one should know of the site file, valid as it is
}

// Device is one device that the site file names.
type Device struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Role     string `json:"role,omitempty"`
	Identity string `json:"identity,omitempty"`
	Unseen   string `json:"unseen,omitempty"`    // it has never answered: what there is to do
	Hurried  string `json:"hurried,omitempty"`   // it is asked sooner than its map wants
	ReadOnly string `json:"read_only,omitempty"` // why it is never written to
	Vouch    string `json:"vouch,omitempty"`     // the lines of the site file that vouch for it
	Stays    string `json:"stays,omitempty"`     // why it goes on with its last command when the gateway ends
	Reserve  string `json:"reserve,omitempty"`   // why it does not keep the reserve by itself
	Guard    string `json:"guard,omitempty"`     // what it lacks to keep the export limit when the gateway ends
	Shared   string `json:"shared,omitempty"`    // it serves one connection, which is ours: how others read it
	Command  string `json:"command,omitempty"`   // of a battery that is commanded: driver.Stage
	Alone    string `json:"alone,omitempty"`     // why one of several batteries is in its own mode
}

// Loop counts how the passes keep their time. All but LastMS only grow.
type Loop struct {
	Passes  uint64  `json:"passes"`
	Overrun uint64  `json:"overrun"` // took longer than a tick
	Skipped uint64  `json:"skipped"` // ticks that had no pass
	LastMS  float64 `json:"last_ms"`
	MostMS  float64 `json:"most_ms"`
	LateMS  float64 `json:"late_ms"` // the latest beginning after its tick
}

// Bus is the link of one [[bus]] of the site file. Its counts only grow.
type Bus struct {
	Bus      int     `json:"bus"` // counted from 1
	Address  string  `json:"address"`
	State    string  `json:"state"`           // fieldbus.State
	SinceS   float64 `json:"since_s"`         // for so long; 0: nobody has tried yet
	Why      string  `json:"why,omitempty"`   // it has no open port, and what there is to do
	Rival    bool    `json:"rival,omitempty"` // another master polls it
	Foreign  uint64  `json:"foreign"`         // frames of another master
	Busy     uint64  `json:"busy"`            // answers that the device is busy
	Timeouts uint64  `json:"timeouts"`        // requests without an answer
}

// Guests are the other masters in the house that read one bus through the gateway. All
// but Clients only grow.
type Guests struct {
	Address    string `json:"address"`
	Clients    int    `json:"clients"` // there now
	Requests   uint64 `json:"requests"`
	Cached     uint64 `json:"cached"`      // of those, answered from what another read had brought
	Refused    uint64 `json:"refused"`     // likewise, by an exception: most often they wanted to write
	Slowed     uint64 `json:"slowed"`      // likewise, made to wait
	TurnedAway uint64 `json:"turned_away"` // connections for which there was no room
	Strangers  uint64 `json:"strangers"`   // connections from where nobody may come
	Malformed  uint64 `json:"malformed"`   // connections closed for what is no Modbus
	Failures   uint64 `json:"failures"`    // connections that could not be accepted
}

// Cloud is the link to the plant and what waits for it.
type Cloud struct {
	Enrolled  bool   `json:"enrolled"`
	Connected bool   `json:"connected"`
	Waiting   uint64 `json:"waiting"` // reports it has not
	OnDisk    uint64 `json:"on_disk"` // of those
	Dropped   uint64 `json:"dropped"`
	Damaged   uint64 `json:"damaged"` // pieces of the disk that could not be read
}

// Explanation is one tick in words and in figures. A figure that was missing is
// null. Powers are W in generator reference: + flows toward the grid.
type Explanation struct {
	At       time.Time          `json:"at"`
	Sentence string             `json:"sentence"`
	Safety   string             `json:"safety"`
	Layer    string             `json:"layer"`
	Wants    map[string]float64 `json:"wants_w"`
	Approved *float64           `json:"approved_w"`
	Curtail  *float64           `json:"curtail_w"`
	Bounds   []string           `json:"bounds"`
	Order    uint64             `json:"order"`
	Plant    string             `json:"plant,omitempty"` // whose order it is; "" where there is none, or it is not remembered
	LeaseMS  int64              `json:"lease_left_ms"`
	Arm      uint64             `json:"arm,omitempty"` // a frequency response pushed ahead, in force
	ArmMS    int64              `json:"arm_left_ms,omitempty"`
	Plan     *Plan              `json:"plan,omitempty"` // as it is now; null for an earlier time
	Course   *Course            `json:"course"`         // of the order, as far as it has come by now; null: not remembered
	Grid     *float64           `json:"grid_w"`
	Battery  *float64           `json:"battery_w"`
	PV       *float64           `json:"pv_w"`
	Load     *float64           `json:"load_w"`
	SoC      *float64           `json:"soc_ratio"`
}

// Course is when an order took each of its steps. One not taken is left out.
type Course struct {
	Accepted  time.Time `json:"accepted"`
	Written   time.Time `json:"written,omitzero"`
	ReadBack  time.Time `json:"read_back,omitzero"`
	Measured  time.Time `json:"measured,omitzero"`
	Overruled string    `json:"overruled,omitempty"` // what the registers read instead
}

// Wear is how often one register that wears out was written.
type Wear struct {
	Device   string `json:"device"`
	Register uint16 `json:"register"`
	Name     string `json:"name"`
	Today    uint64 `json:"today"`
	Total    uint64 `json:"total"`
	Budget   uint64 `json:"budget"` // per day
}
