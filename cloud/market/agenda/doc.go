// Package agenda says when a call that is over is looked at: settled once late data
// has had its time, settled anew when more may have come, and asked in between
// whether any has.
//
// A Schedule is all there is to it, and a pure one: the same times give the same
// tasks, and what was missed while nobody looked is done once, not as often as it
// was missed.
//
// It must never read a clock, or look at a call that is not over.
package agenda
