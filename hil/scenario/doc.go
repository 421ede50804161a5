// Package scenario plays text scripts about homes: what happens to a home, and
// what has to be seen. The physics are package plant's, the equipment is
// package device's, and the gateway is the firmware's own code, given as a
// Maker, so that this package knows no product code.
//
//	# The cloud goes silent in the middle of a discharge order.
//	site battery=10kW/20kWh soc=0.8 pv=0W load=2kW
//	run 30s
//	order +5kW for 15m
//	run 1m
//	expect battery=+7kW±200W grid=+5kW±200W state=controlled
//	cut uplink
//	run 15m
//	expect grid=0W±100W state=autonomous layer=self_consumption
//
// Run plays in virtual time: nothing waits. RunWall plays the same script in
// real time against a gateway process or box, which is handed orders and signals over
// an uplink of its own, where it has one; it waits there until that is up, and what is
// expected now may come within two ticks of the gateway, which are not the script's.
// What goes by the gateway's clock is refused there: nobody sets it.
//
// Invariants. The same script and seed give the same run. A script that
// expects nothing is refused, and so is every word that is not understood,
// with file, line and the nearest name. A word that stands here keeps its
// meaning: the grammar grows only.
//
// What it must never do: read the product's mind (what is true comes from the
// physics), pass an expectation that could not be looked at, or let one
// scenario depend on another.
//
// # Grammar
//
// One statement a line; "#" begins a comment. Words end at a space, unless that stands
// between double quotes. Powers are positive toward the
// grid: a battery that discharges, a home that exports. Numbers carry their
// unit: W kW MW, Wh kWh MWh, V mV, A, Hz mHz, C, W/s kW/min; a ratio is 0.1 or
// 10%; a length of time is 500ms, 90s, 15m, 36h, 30d or 1h30m. HOME is the name of
// a site and may be left out: then every home is meant.
//
// What stands first, before anything that acts:
//
//	clock 2026-03-29T00:00 ZONE   the start; a noon in June, UTC, if left out
//	step 1s                       of the physics, 10ms to 1m; 200ms if left out
//	site [HOME] battery=POWER/ENERGY KEY=VALUE...
//	  soc=0.5  pv=3kW|sun/PEAK  load=2kW|household/12kWh  shape=hybrid|ac|huawei...
//	  meter=sunspec|sdm630...  backup=yes  phase=L1  dead=800ms  settle=3s
//	  battery2=POWER/ENERGY  soc2=0.5  shape2=hybrid|ac|huawei...   a second battery
//	                              with an inverter of its own, called storage2
//	  known=yes                   the site file knows the equipment; no: nobody tried it
//	  efficiency=0.96  exposure=0  imbalance=0.005
//	  seed=7                      of the household: alike in homes with the same
//	  tick=1s  link=direct|tcp|rtu  how the gateway reaches the equipment; tcp and rtu
//	                              (behind a converter) are real connections, and the
//	                              scenario runs in real time
//	  reserve= rating= fuse= export= import= ramp= max-lease=   of the site file
//	gateway KEY=VALUE...          any key of the site file, of the site above
//	table NAME KEY=VALUE...       one more table of a list of the site file, such as
//	                              table time_of_use from="02:00" until="05:00" charge_w=2000
//	device UNIT map=|vouched_model=|vouched_version=|without_way_back=true   what the site
//	                            file says of a unit
//
// What acts:
//
//	run 15m                       let time go by
//	run 15m expect CLAIM          and the claim holds at every step of it
//	within 10s expect CLAIM       run until the claim holds, 10 s at most
//	expect [HOME] CLAIM           now
//	expect always [HOME] CLAIM    at every step from here on
//	expect never [HOME] CLAIM     at no step from here on
//	mark [HOME]                   begin counters, min, max and mean anew
//	order [HOME] +5kW             what the home as a whole shall do, as a dispatcher
//	                              works it out from the telemetry; OPTION...
//	order [HOME] battery=+5kW     what its battery shall do; OPTION...
//	order [HOME] end              end what is in force
//	order [HOME] random           anything a hostile cloud could send
//	  for 15m  up=3kW down=3kW bounds=-5kW..5kW hold=10s   the share of the signal
//	  id=7 (id=-1: one before the next)  boot=-1 (of the boot before)  site=NAME
//	  refused KIND                it has to be refused; otherwise, to be accepted
//	arm [HOME] up=3kW down=3kW curve=15mHz:0,500mHz:1   a frequency response pushed ahead,
//	  for 4h  nominal=50Hz        signed; id=-1: the newest again; refused KIND
//	arm [HOME] end                end what is in force
//	post LETTER order ...         the dispatcher signs an order as it is now, and the
//	forge LETTER order ...        broker holds it; or somebody without the key does
//	deliver LETTER [refused KIND] the broker hands it over, as often as it likes
//	signal 0.5 | sine 20s | random [old]   a broadcast to every home
//	every 5s STATEMENT then STATEMENT...   again and again, in turn, until
//	quiet                         nothing is repeated any more
//	owner [HOME] pause [1h] | resume | reserve 0.3 | storm 6h | calm | clear | reset   somebody in the
//	installer [HOME] reset        home; "refused KIND" behind it: it has to be
//	owner [HOME] plan FROM..UNTIL WHAT... [FROM..UNTIL WHAT...]... | plan clear
//	  FROM and UNTIL are +1h from now, or 2026-03-29T01:00 in the clock's zone; WHAT is
//	  charge=3kW discharge=3kW hold own import-price=-0.1 export-price=-0.05
//	  charge-if-paid=3kW max-pv=2kW
//	operator [HOME] beat          the network operator's box, called "box": a heartbeat,
//	operator [HOME] import|export POWER|lift [for 2h] [from NAME] [refused KIND]
//	set [HOME] load= pv= soc= soc2= temperature= plug.l1= plug= frequency= weather=
//	free [HOME] load|pv           back to the household, to the sun
//	break [HOME] UNIT FAULT [ARG]  one of device.Faults, until
//	break [HOME] UNIT says REGISTER=WORD,...   registers tell these words, until
//	mend [HOME] UNIT [FAULT]
//	write [HOME] UNIT REGISTER VALUE       another master writes a register
//	visit|leave [HOME]            another client uses the home's TCP link, until
//	cut|restore [HOME] uplink|grid
//	kill|start|restart [HOME] gateway      as kill -9 does
//	freeze|thaw [HOME] gateway    it stands still, as kill -STOP does, and goes on
//	start [HOME] gateway refused WORD      it has to refuse, for a reason with WORD
//	configure [HOME] KEY=VALUE...          its site file, for the next start
//	jump [HOME] clock +1d         the gateway's wall clock, while it is off
//
// UNIT is meter, inverter, storage, storage2 or a Modbus unit's number. REGISTER is an
// address such as 40123, or a point of a SunSpec model such as 704.WSet. While
// the uplink is cut, or the gateway off or still, an order is refused as unreachable.
//
// # Claims
//
// A CLAIM is one or more of FACT=VALUE, != < <= > >=, all of which have to hold.
// "=" takes a tolerance, 5kW±100W or 5kW±2%, or a range, 4kW..6kW; without one
// it means within 2 % and at least 50 W of a power, 2 % and at least 10 Wh of an
// energy, 1 s, 0.005 of a ratio or of Hz, and exactly for a count. Words take
// alternatives, state=limited|failsafe. "missing" or "none" is a fact that has no
// value. Another home's name stands for the same fact of that home:
// imported=other±2%.
//
// Of the truth: battery grid inverter pv load soc gauge temperature voltage
// frequency cell.min cell.max max-charge max-discharge phase.l1..l3 (W)
// current.l1..l3 (A) mode (own, commanded, island, dark);
// register.UNIT.REGISTER; of each of two batteries battery.1 battery.2 soc.1 soc.2,
// and opposed, the power that one takes of what the other gives; all.battery and
// all.grid, of all homes together.
//
// Counted since the start or the last mark: imported exported charged
// discharged turns (of the battery's direction) written (registers, by the
// gateway) since-mark; min.FACT max.FACT mean.FACT of any number, and swing.FACT,
// how far it moved within a minute at most. Counted since
// the start: writes and writes.UNIT.REGISTER, of the busiest register, or that
// one, on its busiest day of the clock's zone.
//
// Of what the gateway says: state layer bound (any of those that hold, or none)
// approved curtail order lease arm armed (what is left of it) alive accepted refused (orders);
// want.LAYER; read.X, quality.X (missing, doubtful, good) and age.X for the
// readings grid inverter battery pv load soc max-charge max-discharge
// temperature voltage frequency cell.min cell.max islanded. They are missing
// while the gateway is off or still. On the wall only what it says to whoever asks on
// its own machine is seen: state to refused, want, and five readings; of a box at the
// end of a cable none of this.
package scenario
