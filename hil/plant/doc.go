// Package plant is the physics behind the simulated homes: batteries, PV,
// household load, grid voltage and frequency. It is the truth that register
// images are made from and that estimates are judged against.
//
// A Town holds what neighbours share (clouds, weather, frequency, feeder
// voltage) and its Homes. Step moves all of it by one interval; there are no
// goroutines and no clock, and the same seeds and calls give the same numbers.
//
// Signs are the generator reference of package energy. At every step
//
//	Grid     = Inverter + Load
//	Inverter = Battery + PV + Electronics
//
// where Electronics is never positive. AC-coupled homes have two inverters:
// Battery and PV are AC powers, each behind its own losses, and Electronics is
// the standby draw alone. DC-coupled (hybrid) homes have one inverter: Battery
// and PV meet on its DC link, and Electronics holds the conversion loss of
// their sum as well. In both, Cells is the rate at which stored energy falls,
// so the battery's own losses are what lies between Cells and Battery.
//
// A home may have a second battery with an inverter of its own on the AC side. Its
// powers and energies are in the home's State, and each battery's alone in that of
// First and Second. In their own modes both regulate on the one meter, so that
// nothing keeps one from charging with what the other gives.
//
// The grid connection has three phases: Phases add up to Grid. Without a grid a
// home with backup is an island, Grid is 0 and the battery carries the load
// whatever it was ordered to; any other home is Dark, with nothing supplied.
// Cells have voltages that spread at both ends of charge and sag under power;
// what the battery management believes (SoC + GaugeError) may drift from SoC.
//
// A script may hold load and sun, plug a load in on one phase, set charge and
// temperature, and shift weather and frequency. None of that is random.
//
// What it must never do: read a clock, start a goroutine, do I/O in a step
// (profiles are read beforehand), or soften physics so that a test passes.
package plant
