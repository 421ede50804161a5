// Command coverage writes docs/coverage.md: which scenario of the list of
// faults (FaultNNN) and which row of the mission (RowNN) is shown by which
// test or scenario script. A test ties itself to one by its name; nothing else
// is kept by hand. Its own test fails where the list is out of date.
package main
