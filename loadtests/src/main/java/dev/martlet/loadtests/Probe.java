// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.time.Duration;

/** Drives load at one peer and takes what everybody used meanwhile. */
record Probe(Lab lab) {

    Measurement measure(RunningPeer peer, int connections, int round, Duration duration)
            throws IOException, InterruptedException {
        return measure(peer, round, lab.load(peer, connections, duration));
    }

    Measurement measure(RunningPeer peer, int round, Load what)
            throws IOException, InterruptedException {
        RunningPeer upstream = lab.direct();
        MachineCpu machineBefore = MachineCpu.now();
        ProcessSample upstreamBefore = upstream.sample();
        ProcessSample before = peer.sample();
        LoadResult load = lab.generator().run(what);
        ProcessSample after = peer.sample();
        ProcessSample upstreamAfter = upstream.sample();
        MachineCpu machineAfter = MachineCpu.now();

        long cpu = after.cpuMicros() - before.cpuMicros();
        long upstreamCpu = upstreamAfter.cpuMicros() - upstreamBefore.cpuMicros();
        boolean direct = peer.process().pid() == upstream.process().pid();
        long ours = load.cpuMicros() + upstreamCpu + (direct ? 0 : cpu);
        long busy = machineAfter.busyMicros() - machineBefore.busyMicros();
        return new Measurement(
                peer.name(),
                round,
                load,
                cpu,
                upstreamCpu,
                after.rssBytes(),
                machineAfter.busyShareSince(machineBefore),
                Math.max(0, (double) (busy - ours) / load.micros()));
    }
}
