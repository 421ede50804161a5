// Package world is a town of simulated homes with the equipment in them: it
// joins the physics of package plant with the registers of package device and
// moves both through time. One goroutine moves everything, so that a seed gives
// the same world again; Modbus masters come from others, or from the same one
// between two steps.
//
// A script builds its houses from words (ParseHouse, Add), moves them with
// Step, which reads no clock, breaks and mends their equipment through Bank,
// holds load and sun and cuts the grid through Home and Town, and reads the
// truth from Home's State and from Mode.
//
// Steps of 100 ms to a minute are meaningful. Held loads and suns give the same
// energies within 2 % at any of them; households throw their dice once a step,
// so that drawn homes are alike but not the same. A lease ends at the first
// tick at or after its end, and limits on self-consumption follow the load one
// step late.
//
// What it must never do: start a goroutine, or read a clock outside Run.
package world
