// Package whole multiplies and divides whole numbers without losing a bit on the
// way: a product is held in full, and rounded once, when it is divided.
//
// Invariant. Rounding is to the nearest, halves away from zero, so that what is
// owed and what is due are the same number with another sign.
//
// It must never use floating point, or round twice.
package whole
