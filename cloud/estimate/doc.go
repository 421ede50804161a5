// Package estimate believes something of every home at every instant, and of every
// sum of homes: mean, the law of the error, where it comes from and how old it is.
//
// What was seen in recordings before the model was chosen (a household of 14 days at
// one minute, PV at 1 and 15 min, a day of a second home, hourly statistics of 238
// homes). Figures are of the first week of the household. Its second week and the PV
// were looked at between versions of the model, so they are no untouched test of it:
//   - What is left of a load beyond its mean by hour stands for now as 0.88 after a
//     minute, 0.68 after 10, 0.45 after an hour, 0.22 after six: no single exponential.
//     So there is no time constant; an autocorrelation by age is learned.
//   - Half of all one-minute errors are within 0.2 standard deviations and one in a
//     hundred beyond 4, leaning toward more load; after an hour half are within 0.55.
//     So tails are learned by age, and a normal law is used for no single home.
//   - A home at its base stays there; one that draws much falls back. So errors are
//     learned by the size of the last value too.
//   - PV moved by up to 70 % in a minute, its mean by hour from week to week by a
//     factor of three. So it is told as a share of what a clear sky gives.
//   - Standard deviations of homes by hour are 0.2 to 1 of their means.
//
// # One home
//
// Load: usual(hour) + spread(hour)·x. PV: clear(hour)·(1 + sky + x). Each x is a
// stationary process of which only the last value is known; its best linear
// prediction is keep(age)·x with an error of variance two(age) (an
// Ornstein-Uhlenbeck process, 1930, has keep = exp(-age/τ), two = 1-keep²). Both are
// learned from rehearsals: homes that report are taken as if they had been silent
// since some earlier time (growth). Variances never fall with age (isotonic regression), and
// quantiles of a single home are those of the last rehearsals, with ranks that
// adapt (recent, errors.adapt). Those of PV, and of what a battery adds of its own, are
// moved by what homes that rehearse tell (nearness).
//
// A single home holds more truths than its inner intervals say, and must: in nine of
// ten minutes a load is what it was to the watt, in two of three a battery and a grid
// connection that it keeps at 0 W are, and a third of all time a battery is full or
// empty. What is exactly so has a share of its own, and an interval of no width holds
// all of that share. So inner intervals of load, battery and grid are no test of a
// model; those of 99 % are. Those of 50 % of PV are wider than they need be where every
// minute is told: that is slack.
//
// Battery: on its way to its order, with a lag of first order that is given or learned
// (1 s until then), while that lasts; else it keeps the grid connection at 0 W inside
// its limits, the mean and variance of a normal cut at both ends (cut), with an error
// opposite to that of load and PV as far as it follows. Of a silent home energy is
// integrated, and limits follow it.
//
// A home that tells changes only is as good as heard until its heartbeat is late, with
// an error that is even within its deadband. Hours are those of the region's clocks:
// loads follow summer time, PV does not.
//
// What is usual at an hour lies on lines between 24 knots, which are moved by what is
// left beyond them, so that they hold in between as well. PV's is the upper expectile of
// what was seen, a clear sky; it goes down at once where no cloud takes as much. Between
// its knots PV goes as the sine of the sun's height, from when the homes of a region say
// that it is light until they say that it is dark (sun): on a line the last half hour
// of all regions errs the same way, and falls while nobody looks it up. What the sky is
// is not told by a sun so low that it is how roofs lie.
//
// # Sums
//
// What the homes of a region share, the sky and how much more than usual all draw,
// are two numbers told by the region's live homes together (factor), each by its
// weight. How far homes stray from the sky alone is told by them as well (stir): under
// an even sky none does, and both the sky's error and theirs are the smaller. In a sum
// the variance of what is shared counts with the square of all homes' shares together,
// and what homes do alone by its cumulants, which add up. The quantiles are those of
// the variance-gamma law of the same variance and kurtosis (shape), moved by the
// skewness.
//
// A silent home never tells how far off it was believed to be, so the fleet examines
// itself (exam): for a while homes that rehearse are judged beside what they go on
// telling as though they had been silent: three of four that hide, with what the fourth
// tells of what all share, and all of them as though nobody told that. It is as many as
// can be, for what they err together beyond what they are believed to share counts with
// the square of their number. What comes of it is learned twice, by kind (how old the
// error is, and whether the region was heard):
//   - Squares of single errors and of their sum tell by how much own and shared
//     variances are off (split), and how fast the shared one grows (outdo): two values of
//     a factor do not, for other homes told them.
//   - Each quantile is moved until it is exceeded as often as it should be (tuning), for
//     sums of one region, of all regions alike, and for all together: a node of n
//     regions lies between the two as 1/n does. The law whose quantiles are moved must
//     not hang on how many homes were examined, so what is shared counts with a kurtosis
//     of at most 3, Laplace's: with that of errors of the sky, which is 10 and more, a
//     larger sum was believed to be narrower in its middle than the exam it is tuned on.
//
// Of live homes the same is learned from every report. Memories are of days, for errors
// of one exam are alike; a quantile that follows them fast follows noise.
//
// A sum is made anew each pass, in one order, from the homes: nothing drifts, and the
// same reports give the same sums to the bit. Offers are sums of Bernoulli variables
// whose chance is learned, and what is firm is no more than events showed (Stood);
// silent homes are in the estimate and offer nothing. Secured is what stands the loss of
// any one region.
//
// # A pass
//
// Homes of a cell lie side by side, in blocks one quantity is judged after the other,
// and what homes have in common is looked up once. What changes slowly, the usual at
// an hour and the energy of a silent home, is brought up to date every 64 s.
//
// Invariants. A reading that is missing is not 0: the home is not in that sum, and
// is counted. A home that strayed as far from its usual is believed no more closely
// after a longer silence. There is no total without its coverage.
//
// A Fleet is for one goroutine at a time. It must never read a clock, do I/O or start
// a goroutine.
package estimate
