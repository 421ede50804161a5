// Package console is the operator's web page: target and delivered power with
// its interval, coverage, age of the data, and which homes are limited and
// why. It reads the event stream of the API and holds no state of its own. It
// never shows a value without saying how old it is.
package console
