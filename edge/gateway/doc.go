// Package gateway is the firmware's composition root: it opens the rooms and
// runs the one straight pass of every tick,
//
//	fieldbus -> driver -> site -> control -> safety -> driver -> uplink
//
// The loop starts before the cloud is reached and goes on when it is lost; it
// waits for the fieldbus, within the tick, and for nothing else. Nothing the
// cloud says reaches a device but through control and safety. When the process
// dies the inverter's own reversion timer takes the home back.
//
// It is ready after its first pass, whatever that found. What a person has to
// mend ends the start; what passes by itself is a state of the home.
package gateway
