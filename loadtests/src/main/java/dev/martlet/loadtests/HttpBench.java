// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts the peers, warms them up, and measures them in turn: A B C, A B C, … */
final class HttpBench {

    private static final Duration SHORT_WARMUP = Duration.ofSeconds(2);

    private final Lab lab;
    private final Plan plan;
    private final PrintWriter progress;

    /**
     * What to measure.
     *
     * @param rounds measurements of each peer in each case
     * @param connections one case for each number
     * @param window length of one measurement
     * @param warmup load on each JVM before the first measurement
     * @param recording where a flight recording of Martlet goes
     */
    record Plan(
            int rounds,
            List<Integer> connections,
            Duration window,
            Duration warmup,
            Optional<Path> recording) {

        Plan {
            if (rounds < 1 || rounds > 100) {
                throw new IllegalArgumentException(
                        "--rounds: " + rounds + " (expected: a whole number from 1 to 100)");
            }
            for (int number : connections) {
                if (number < 1 || number > 10_000) {
                    throw new IllegalArgumentException(
                            "--connections: "
                                    + number
                                    + " (expected: whole numbers from 1 to 10000)");
                }
            }
        }

        /** For what is warm but for its connections. */
        Duration shortWarmup() {
            return warmup.compareTo(SHORT_WARMUP) < 0 ? warmup : SHORT_WARMUP;
        }

        int mostConnections() {
            return connections.stream().mapToInt(Integer::intValue).max().orElseThrow();
        }
    }

    HttpBench(Lab lab, Plan plan, PrintWriter progress) {
        this.lab = lab;
        this.plan = plan;
        this.progress = progress;
    }

    /** Those that can run here; says why for each that cannot. */
    List<Peer> available(List<Peer> peers) {
        List<Peer> available = new ArrayList<>();
        for (Peer peer : peers) {
            Optional<String> missing = peer.missing(lab.site());
            missing.ifPresent(reason -> say("without %s: %s", peer.name(), reason));
            if (missing.isEmpty()) {
                available.add(peer);
            }
        }
        return available;
    }

    List<CaseResult> run(List<Peer> peers) throws IOException, InterruptedException {
        say("load generator: %s", lab.generator().name());
        List<RunningPeer> running = new ArrayList<>();
        running.add(lab.direct());
        for (Peer peer : peers) {
            running.add(startWarm(peer));
        }
        Optional<Jcmd> recorded = startRecording(running);
        List<CaseResult> results = new ArrayList<>();
        for (int connections : plan.connections()) {
            results.add(measure(running, connections));
        }
        if (recorded.isPresent()) {
            recorded.get().stopRecording(plan.recording().orElseThrow());
        }
        return results;
    }

    private RunningPeer startWarm(Peer peer) throws IOException, InterruptedException {
        RunningPeer running = lab.start(peer);
        Duration warmup = peer.compilesWhileRunning() ? plan.warmup() : plan.shortWarmup();
        say("warming up %s for %d s", peer.name(), warmup.toSeconds());
        lab.generator().run(lab.load(running, plan.mostConnections(), warmup));
        return running;
    }

    private CaseResult measure(List<RunningPeer> peers, int connections)
            throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        var probe = new Probe(lab);
        for (RunningPeer peer : peers) {
            lab.generator().run(lab.load(peer, connections, plan.shortWarmup()));
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (RunningPeer peer : peers) {
                Measurement one = probe.measure(peer, connections, round, plan.window());
                measurements.add(one);
                say(
                        "%d connections, round %d: %s %,.0f requests/s, %.1f CPU µs/request",
                        connections,
                        round,
                        peer.name(),
                        one.load().requestsPerSecond(),
                        one.cpuMicrosPerRequest());
            }
        }
        return new CaseResult(connections, measurements);
    }

    private Optional<Jcmd> startRecording(List<RunningPeer> peers)
            throws IOException, InterruptedException {
        Optional<Jcmd> martlet =
                peers.stream()
                        .filter(peer -> plan.recording().isPresent())
                        .filter(peer -> peer.name().equals(MartletPeer.NAME))
                        .map(peer -> new Jcmd(peer.process()))
                        .findFirst();
        if (martlet.isPresent()) {
            martlet.get().startRecording();
        }
        return martlet;
    }

    private void say(String format, Object... values) {
        progress.printf(format + "%n", values);
        progress.flush();
    }
}
