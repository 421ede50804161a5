// Package split divides one power over many homes, inside the limits of every
// node of a tree (transformer, feeder, zone, ...). It is exact, and pure.
//
// The problem. Home i gives x_i, inside -down_i..up_i (positive discharges);
// the homes under node v together stay inside min_v..max_v. Of all ways to
// give the target in sum, the one is taken that makes
//
//	sum of F_i(x_i),  F_i(x) = x*x/(2*weight) + wear*x + loss*over(x, own) + switch*over(x, present)
//
// least, where over(x, y) is max(0, x-y), and F_i for x below 0 is the same
// with the terms of the other direction. The first term alone gives powers in
// proportion to the weights, so that homes of which the weight is the energy
// left run out together. Wear is what a battery pays for it; loss is paid
// beyond what the home itself takes or has to spare, for that is no longer its
// own use of its own sun; switch is paid by a home that does more than now, or
// turns about. Prices are in 1/h, the share of a home's energy that is used per
// hour: with a wear of 0.1 the others run out by a tenth per hour sooner before
// this home is used at all.
//
// Each F_i is least at 0 and strictly convex, so there is one solution. In it
// homes that no limit parts have one price and never work against each other,
// more target lowers no home's power, and a widened limit never lowers what is
// met. (Nodes are a laminar family: a home is under one node, and that under
// one. For limits that cross, as of two trees over the same homes, it would be
// a flow problem, in which none of this holds: a target that grows may move
// power from home to home.)
//
// The way. Where one price is asked of all, each home's power follows from its
// own curve alone: it rises with the price in up to three straight stretches.
// So does the sum under a node, cut off at the limits of the node. Both are
// piecewise linear and monotone, so the price at which the target is met is
// found by safeguarded Newton steps, each exact on its piece; a node that is cut
// off has a price of its own, found likewise, and what its limit costs is the
// difference between the price above it and its own (the multiplier of the
// limit). Each node keeps the straight piece it was last seen on: a price that
// stays on it costs nothing to ask, which is what makes the last steps of a
// search, and a second solution after a small change, cheap.
//
// Sources: Hochbaum, Lower and upper bounds for the allocation problem and other
// nonlinear optimization problems, Math. Oper. Res. 19 (1994); Federgruen and
// Groenevelt, The greedy procedure for resource allocation problems, Oper. Res. 34
// (1986); Vidal, Gribel and Jaillet, Separable convex optimization with nested
// lower and upper constraints, INFORMS J. Optimization 1 (2019).
//
// What cannot be kept. Each node's limits are first brought within what is
// below it can do: a limit that cannot be kept is come as near to as can be, of
// two that contradict each other the one lower in the tree holds, and the target
// yields to all. Each is reported.
//
// The package must never read a clock, never give a home more than it can do,
// and never take what is not a number for one.
package split
