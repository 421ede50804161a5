// Package soak lives whole seasons of many homes in virtual time, each with its
// own gateway, and breaks what can break: equipment, grid, cloud, the gateway's
// own life. What orders ask for is random, and partly meant to do harm; so is, where
// that is wanted, what homes are armed with, while the grid's frequency moves.
//
// Whether a home kept its limits is judged by the physics (package plant) and the
// equipment (package device), never by what the gateway says of itself, but for
// the layer it says it follows. The rules and their tolerances are in rules.go.
// The gateway is the firmware's own code, given as a scenario.Maker.
//
// One home in five has a second battery with an inverter of its own. Reserve and state
// of charge are judged of each, the connection by what both are commanded to together.
// They oppose each other where one gives and one takes more than 200 W: that is a
// breach where both are commanded. Where one is in its own mode, for nobody commands it, it
// was given up or there is an island, nobody can keep it from that: such seconds are
// counted, by how many were commanded. One that is held at 0 W keeps out of the other's
// way: that is no command for which there has to be an order.
//
// Invariants. A home depends on the seed and its number only: not on how many
// homes there are, how long they live, or what ran beside it. So a breach is
// told with the one line that plays it again.
//
// What it must never do: forgive a breach by asking the gateway, or count a home
// as sound in which nothing was ever commanded.
package soak
