package energy

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// EventKind names a condition of a home that somebody has to know of. The
// numbers are on the wire: new ones are added at the end.
type EventKind uint8

// The kinds. Restarted and FirmwareChanged happen; the others begin and end.
const (
	NoEvent           EventKind = iota
	Restarted                   // the gateway has started, and why
	FirmwareChanged             // a device is another one, or has other firmware, than before
	UnknownDevice               // a battery's inverter of a kind nobody tried: it is only read
	ReadOnlyDevice              // a battery's inverter is only read for another reason
	SilentDevice                // a device that was found once does not answer
	OtherMaster                 // an inverter does not keep what was written to it
	WriteRefused                // an inverter takes no command
	Disobeyed                   // a battery does not do what it took
	MeterDoubt                  // the grid connection is not read, or not believed
	Implausible                 // readings contradict each other, or stay the very same
	Islanded                    // the grid is lost
	LimitedByOperator           // the network operator limits the home
	LimitLost                   // the network operator's box is silent: its failsafe limits hold
	LockedOut                   // locked out after too many excursions over the export limit
	Paused                      // the owner has paused the home
	StateDamaged                // what was kept is damaged: the most cautious holds in its place
	DiskFailing                 // the disk does not take the home's state, or reports that wait
)

var eventNames = []string{
	"none", "restart", "firmware", "unknown_device", "read_only", "silent", "other_master", "write_refused", "disobeyed", "meter_doubt", "implausible",
	"islanded", "limited", "limit_lost", "lockout", "paused", "state_damaged", "disk_failing",
}

// String returns the kind's stable name, "unknown" for one of a later version.
func (k EventKind) String() string { return pick(eventNames, int(k)) }

// Severity says how soon somebody has to look. The numbers are on the wire.
type Severity uint8

// The severities, least first.
const (
	Notice  Severity = iota // as it should be, and worth knowing
	Warning                 // the home does less than it could
	Alarm                   // somebody has to look at the home
)

// String returns the severity's stable name, "unknown" for one of a later version.
func (s Severity) String() string { return pick([]string{"notice", "warning", "alarm"}, int(s)) }

// Event is the beginning or the end of a condition, or something that happened
// once. Its number is that of the report that tells it.
type Event struct {
	Kind     EventKind
	Severity Severity
	Device   DeviceID  // "" for the home as a whole
	At       time.Time // on the home's clock
	Ended    bool
	Text     string // for people, see BoundText
	Missed   uint32 // times it ended and began again, untold, since it began
}

// News is what a report tells of conditions: those that began or ended at its
// tick, and all that stand after it, each as it began. Nobody changes a News.
type News struct {
	Edges    []Event
	Standing []Event
	Held     uint64 // spells of this boot not told, for they were too short or too many, in total
}

// Bounds of what a News tells.
const (
	MaxEventText = 200 // bytes
	MaxEvents    = 64  // of each list
)

// BoundText returns text as an Event may carry it: valid UTF-8 that prints, of at
// most MaxEventText bytes.
func BoundText(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	for len(text) > MaxEventText {
		_, last := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-last]
	}
	return text
}
