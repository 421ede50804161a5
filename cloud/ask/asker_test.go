package ask_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthgrid/hearthgrid/cloud/ask"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
	"github.com/hearthgrid/hearthgrid/shared/wire"
)

const home energy.SiteID = "home-1"

// link is the way to the homes, which takes what is asked and answers nothing.
type link struct {
	mu    sync.Mutex
	away  bool
	asked []wire.Question
	at    []time.Time
	topic string
}

func (l *link) Publish(topic string, payload []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return &fault.Error{Op: "publish", Kind: fault.Unreachable, Err: errors.New("the site is not connected")}
	}
	q, err := wire.DecodeAsk(payload)
	l.topic, l.asked, l.at = topic, append(l.asked, q), append(l.at, time.Now())
	return err
}

func (l *link) times() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]time.Time{}, l.at...)
}

// outcome is what one Ask came to, and how long it took.
type outcome struct {
	said wire.Explanation
	err  error
	took time.Duration
}

// world is an asker, in a bubble of virtual time, and the link that it asks by.
type world struct {
	link
	*ask.Asker
}

func bubble(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		w.Asker = ask.New(&w.link)
		test(t, w)
	})
}

// begin asks, and returns once nothing moves.
func (w *world) begin(ctx context.Context, site energy.SiteID) <-chan outcome {
	out, began := make(chan outcome, 1), time.Now()
	go func() {
		said, err := w.Ask(ctx, site, time.Time{})
		out <- outcome{said, err, time.Since(began)}
	}()
	synctest.Wait()
	return out
}

// newest returns the id of the question that was sent last.
func (w *world) newest() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[len(w.asked)-1].ID
}

func TestAHomesAnswerComesToWhoAsked(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		first, second := w.begin(t.Context(), home), w.begin(t.Context(), "home-2")
		require.Equal(t, wire.SiteTopic("home-2", wire.LeafAsk), w.topic)
		require.NotEqual(t, w.asked[0].ID, w.asked[1].ID)
		w.Answer(wire.Explanation{ID: w.asked[1].ID, Site: "home-2", Sentence: "second"})
		w.Answer(wire.Explanation{ID: w.asked[0].ID, Site: home, Sentence: "first"})
		require.Equal(t, "first", (<-first).said.Sentence)
		require.Equal(t, "second", (<-second).said.Sentence)
		require.Equal(t, ask.Stats{Sent: 2, Answered: 2}, w.Stats())
	})
}

func TestTheOrderAskedForReachesTheHome(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		out := make(chan outcome, 1)
		go func() {
			said, err := w.Trace(t.Context(), home, 77)
			out <- outcome{said: said, err: err}
		}()
		synctest.Wait()
		require.Equal(t, wire.Question{ID: w.newest(), Order: 77, Watch: time.Minute}, w.asked[0])
		w.Answer(wire.Explanation{ID: w.newest(), Site: home, Course: energy.Course{Order: 77}})
		got := <-out
		require.NoError(t, got.err)
		require.EqualValues(t, 77, got.said.Course.Order)
	})
}

func TestTheTimeAskedForReachesTheHome(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		at := time.UnixMilli(1_790_000_000_123)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		_, err := w.Ask(ctx, home, at)
		require.Equal(t, fault.Unknown, fault.KindOf(err))
		go func() { _, _ = w.Ask(t.Context(), "home-2", at) }()
		synctest.Wait()
		require.True(t, w.asked[len(w.asked)-1].At.Equal(at))
		require.Equal(t, time.Minute, w.asked[len(w.asked)-1].Watch, "who asks looks: the home tells every tick for a while")
		time.Sleep(ask.Deadline)
	})
}

// TestASilentHomeIsGivenUpAtTheDeadline: what it says later is dropped, and
// counted.
func TestASilentHomeIsGivenUpAtTheDeadline(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		o := <-w.begin(t.Context(), home)
		require.Equal(t, ask.Deadline, o.took)
		require.Equal(t, fault.Unknown, fault.KindOf(o.err))
		require.ErrorContains(t, o.err, "no answer within 5s")
		require.Contains(t, fault.HintOf(o.err), "may be unreachable")
		w.Answer(wire.Explanation{ID: w.newest(), Site: home})
		require.Equal(t, ask.Stats{Sent: 1, Unanswered: 1, Late: 1}, w.Stats())
		next := w.begin(t.Context(), home)
		w.Answer(wire.Explanation{ID: w.newest(), Site: home, Sentence: "because"})
		require.Equal(t, "because", (<-next).said.Sentence, "a late answer is of no later question")
	})
}

func TestAnAnswerOfAnotherHomeIsNotTaken(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		out := w.begin(t.Context(), home)
		w.Answer(wire.Explanation{ID: w.newest(), Site: "home-2", Sentence: "a lie"})
		synctest.Wait()
		require.Empty(t, out)
		w.Answer(wire.Explanation{ID: w.newest(), Site: home, Sentence: "the truth"})
		require.Equal(t, "the truth", (<-out).said.Sentence)
		w.Answer(wire.Explanation{ID: w.newest(), Site: home, Sentence: "again"})
		require.Equal(t, ask.Stats{Sent: 1, Answered: 1, Foreign: 1, Late: 1}, w.Stats())
	})
}

// TestAnAbsentHomeIsRefusedAtOnce, each time anew.
func TestAnAbsentHomeIsRefusedAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		w.away = true
		for range 10 {
			o := <-w.begin(t.Context(), home)
			require.Equal(t, fault.Unreachable, fault.KindOf(o.err))
			require.ErrorContains(t, o.err, "not connected")
			require.Zero(t, o.took)
		}
		require.Equal(t, ask.Stats{Unsent: 10}, w.Stats())
	})
}

// TestQuestionsToOneHomeTakeTurns: a home hears one a second. Who could not be
// heard in time is refused at once.
func TestQuestionsToOneHomeTakeTurns(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		var taken []<-chan outcome
		for range 3 {
			taken = append(taken, w.begin(t.Context(), home))
		}
		o := <-w.begin(t.Context(), home)
		require.Equal(t, fault.Busy, fault.KindOf(o.err))
		require.Zero(t, o.took)
		for i, out := range taken {
			if i > 0 {
				time.Sleep(ask.Apart)
			}
			synctest.Wait()
			w.Answer(wire.Explanation{ID: w.newest(), Site: home})
			require.NoError(t, (<-out).err)
		}
		at := w.times()
		require.Len(t, at, 3)
		for i := 1; i < len(at); i++ {
			require.Equal(t, ask.Apart, at[i].Sub(at[i-1]))
		}
		require.Equal(t, ask.Stats{Sent: 3, Answered: 3, Busy: 1}, w.Stats())
	})
}

func TestWhatWaitsInAllIsBounded(t *testing.T) {
	bubble(t, func(t *testing.T, w *world) {
		ctx, leave := context.WithCancel(t.Context())
		var outs []<-chan outcome
		for i := range ask.MostWaiting {
			outs = append(outs, w.begin(ctx, energy.SiteID("home-"+strconv.Itoa(i))))
		}
		o := <-w.begin(t.Context(), "one-more")
		require.Equal(t, fault.Busy, fault.KindOf(o.err))
		leave()
		for _, out := range outs {
			require.ErrorIs(t, (<-out).err, context.Canceled)
		}
		require.Equal(t, ask.Stats{Sent: ask.MostWaiting, Unanswered: ask.MostWaiting, Busy: 1}, w.Stats())
		next := w.begin(t.Context(), "one-more")
		w.Answer(wire.Explanation{ID: w.newest(), Site: "one-more"})
		require.NoError(t, (<-next).err, "who went away takes no place")
	})
}
