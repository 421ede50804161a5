// Package score says how well a plant did what a market pays for, by that
// market's published rule: regulation (PJM), contingency reserve (AEMO FCAS),
// and droop services (Dynamic Containment, Moderation and Regulation; FCR).
//
//	Regulate: signal and response every 10 s -> correlation, delay, precision
//	Contingency: power on its raw time stamps from the disturbance on -> amount
//	Deliver: frequency and power at even steps -> share inside the permitted corridor
//
// Each rule is a value, and its figures stand in one place with the clause they
// come from: Curves and Profiles (curve.go), Services (service.go), Reserves (reserve.go).
//
// Invariants. Power is in generator reference: more discharge is positive.
// A sample that is not there is Missing, and each result says how many there were
// and what the market's rule makes of them; nothing stands in for one. Sums are
// made in a fixed order, so equal input gives equal results to the last bit.
//
// It must never read a clock, do I/O, or return a score where the rule defines
// none: an interval without a score is not scored, which is not a score of 0.
package score
