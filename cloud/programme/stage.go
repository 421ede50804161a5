package programme

// Stage is how far a call is.
type Stage string

// The stages.
const (
	Planned  Stage = "planned"  // homes are claimed
	Noticed  Stage = "noticed"  // owners are to be told
	Approved Stage = "approved" // it runs when its time comes
	Running  Stage = "running"
	Stopped  Stage = "stopped" // before its end, or before it began
	Ended    Stage = "ended"
	Scored   Stage = "scored"
)

// Cause is what moves a call from one stage to another.
type Cause string

// The causes. Time brings all but Stop and Score.
const (
	Notify Cause = "notify" // it may go ahead as far as is known: owners are told
	Clear  Cause = "clear"  // nothing stands in its way any more
	Lapse  Cause = "lapse"  // its approval ran out before it began
	Begin  Cause = "begin"
	Finish Cause = "finish"
	Miss   Cause = "miss" // its time passed before it could begin
	Stop   Cause = "stop" // a person stopped it
	Score  Cause = "score"
)

// moves is all that can become of a call.
var moves = map[Stage]map[Cause]Stage{
	Planned:  {Notify: Noticed, Miss: Stopped, Stop: Stopped},
	Noticed:  {Clear: Approved, Miss: Stopped, Stop: Stopped},
	Approved: {Begin: Running, Lapse: Noticed, Miss: Stopped, Stop: Stopped},
	Running:  {Finish: Ended, Stop: Stopped},
	Stopped:  {Score: Scored},
	Ended:    {Score: Scored, Stop: Ended}, // its homes are let go at once
	Scored:   {Stop: Scored},
}

// Next returns what becomes of a call in stage s by cause, and whether it can.
func Next(s Stage, cause Cause) (Stage, bool) {
	to, ok := moves[s][cause]
	return to, ok
}

// Open tells whether the call may still claim anything.
func (s Stage) Open() bool { return s == Planned || s == Noticed || s == Approved || s == Running }
