// Package e2e tests the whole system as it stands in the field: gateways and
// the cloud as processes of their own, real sockets, the real broker, real
// files, and kill -9 where a story says that something died. The simulated
// homes live in the test's process, so that a story can read and change their
// physics and their registers behind the system's back.
//
// Invariants. The test binary starts itself again as gateway or cloud, so
// nothing is built beforehand and the race detector watches the children too.
// No child outlives its test, and one that ends badly or logs a bug fails it.
// Nothing sleeps: time is real here, and every wait polls for what it waits for
// up to a deadline that physics or a lease gives. Every plant has its own
// folder and its own ports, so plants run side by side.
//
// What one room can show alone belongs in that room.
package e2e
