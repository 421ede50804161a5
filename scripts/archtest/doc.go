// Package archtest holds the rules of the house as tests, each with its
// reason: which room may import which, and what no room may hold.
package archtest
