// Package calibrate judges what the cloud believes by what then was: intervals of
// recorded homes and of simulated fleets under patterns of silence, and power that
// was quoted as firm.
//
// An estimate is judged before the truth is told to the estimator. Coverage is the
// share of truths within an interval; a width is compared with those of two rivals,
// which are given in hindsight what makes them cover exactly: the last value with
// its empirical spread, and the last value with the error of each home by its age,
// added up as if homes erred alone. PV at night is left out, for a sure 0 W proves
// nothing, and so are stretches of a recording with values that are missing.
//
// Fleets and events of the seed Holdout were never looked at while the model was
// chosen. Of the recordings that are long enough none is untouched.
//
// It must never let the estimator see what it is judged by, nor leave out what came
// out badly.
package calibrate
