// Package evidence tells of one event what was asked, what was delivered and what
// it earned, as JSON, as CSV and as a page with plots that needs nothing but
// itself. Whoever reads it can go back: a figure names its method and its sources,
// and a source is a range of stored samples with their count and their SHA-256.
//
// Invariants. A report in which a figure, a line or a sum has no source is refused
// (Check), and so is one that names a source that is not there. What is not known
// is absent and says why; it is never 0. How much was measured, filled, left out
// or missing is counted from the sources and stands at the top of the page. Numbers
// are decimals as they were given. The same report gives the same bytes.
//
// It must never read a clock, take text for markup or for a spreadsheet's formula,
// or draw a line across a gap.
package evidence
