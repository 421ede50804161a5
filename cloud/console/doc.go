// Package console is the operator's web page: target and delivered power with
// its interval, what is believed of the plant, of groups and of one home, coverage,
// age of the data, homes by state, and which are limited and why. It reads the API
// and holds no state of its own. It never shows a value without saying how old it
// is, or fading it, and never shows what is not known as 0. It runs nothing but its
// own files.
package console
