// Package calibrate judges what the cloud believes by what then was: intervals of
// recorded homes and of simulated fleets under patterns of silence, and power that
// was quoted as firm.
//
// An estimate is judged before the truth is told to the estimator. Coverage is the
// share of truths within an interval, and has a standard error by days, for truths of
// one day are alike: a miss says something where it is more than two of those. A PIT
// histogram shows where the law is off. Widths, and interval scores, which count what
// was missed as well, are compared with those of two rivals, which are given in
// hindsight what makes them cover exactly: the last value with its empirical spread, and
// the last value with the error of each home by its age, added up as if homes erred
// alone. PV at night is left out, for a sure 0 W proves nothing: of a fleet while all its
// homes together give less than a watt each, under every pattern alike, and of a
// recording those times of day at which it never gave any. Where nothing was recorded
// nothing is told, and nothing judged.
//
// Fleets and events of the seed Holdout were never looked at while the model was
// chosen. Of the recordings that are long enough none is untouched.
//
// It must never let the estimator see what it is judged by, nor leave out what came
// out badly.
package calibrate
