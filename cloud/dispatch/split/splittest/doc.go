// Package splittest holds package split to what it promises: problems made at
// random, the cost of an answer by the letter of the definition, and a bound by
// GLPK below which no answer can cost.
//
// The cost is convex, so the highest of some of its tangents is nowhere above it:
// the least that a linear programme with these in its place can cost is a bound on
// the true least. Where the tangents at an answer are among them, the bound meets
// the cost of that answer if, and only if, nothing costs less.
package splittest
