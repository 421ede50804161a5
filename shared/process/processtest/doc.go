// Package processtest holds programs' files to what their settings are. It is
// for tests and imports testing.
package processtest
