// Package world is a town of simulated homes with the equipment in them: it
// joins the physics of package plant with the registers of package device and
// moves both through time. One goroutine moves everything, so that a seed gives
// the same world again; Modbus masters come from others.
package world
