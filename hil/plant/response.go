package plant

import "time"

// waiting bounds the commands under way within one dead time.
const waiting = 32

// response is how an inverter follows what it is told: nothing for the dead
// time, then first order. Settling time is that from the command to 95 %: the
// dead time and three time constants (home_storage_permod tells all three).
type response struct {
	dead   time.Duration
	tau    time.Duration
	queue  [waiting]command
	head   int
	count  int
	target float64
	value  float64
	decay  decay
}

type command struct {
	due   time.Duration
	power float64
}

func newResponse(dead, settling time.Duration) response {
	return response{dead: dead, tau: (settling - dead) / 3}
}

// aim asks for power at the instant now. Commands closer together than the
// queue resolves become one, at the time of the earlier.
func (r *response) aim(power float64, now time.Duration) {
	due := now + r.dead
	if r.count > 0 {
		last := &r.queue[(r.head+r.count-1)%waiting]
		if r.count == waiting || due-last.due < r.dead/(waiting-2) {
			last.power = power
			return
		}
	}
	r.queue[(r.head+r.count)%waiting] = command{due: due, power: power}
	r.count++
}

// step returns the power reached at the instant now, dt after the last step.
func (r *response) step(now, dt time.Duration) float64 {
	for r.count > 0 && r.queue[r.head].due <= now {
		r.target = r.queue[r.head].power
		r.head, r.count = (r.head+1)%waiting, r.count-1
	}
	r.value += (r.target - r.value) * r.decay.gone(dt, r.tau)
	return r.value
}
