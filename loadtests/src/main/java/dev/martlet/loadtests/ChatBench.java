// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks chats of each gateway in turn, case by case. */
final class ChatBench {

    private static final Duration SHORT_WARMUP = Duration.ofSeconds(2);

    /** LiteLLM needs a minute to import its modules where the CPUs are busy. */
    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration NEXT = Duration.ofSeconds(5);

    private final Lab lab;
    private final Plan plan;
    private final PrintWriter progress;
    private final List<String> leftOut;
    private final ChatPeer direct;
    private final Set<String> tried = new HashSet<>();

    /**
     * What to measure.
     *
     * @param rounds measurements of each gateway in each case
     * @param connections of whole chats: a table for each number
     * @param streams at the same time, of paced ones: a table for each number
     * @param window length of one measurement
     * @param warmup load on each gateway that needs it before its first measurement in a case
     */
    record Plan(
            int rounds,
            List<Integer> connections,
            List<Integer> streams,
            Duration window,
            Duration warmup) {

        Plan {
            if (rounds < 1 || rounds > 100) {
                throw new IllegalArgumentException(
                        "--rounds: " + rounds + " (expected: a whole number from 1 to 100)");
            }
            check("--connections", connections);
            check("--streams", streams);
        }

        private static void check(String option, List<Integer> numbers) {
            for (int number : numbers) {
                if (number < 1 || number > 10_000) {
                    throw new IllegalArgumentException(
                            option + ": " + number + " (expected: whole numbers from 1 to 10000)");
                }
            }
        }

        List<Integer> loads(ChatCase which) {
            return which == ChatCase.PACED ? streams : connections;
        }

        Duration shortWarmup() {
            return warmup.compareTo(SHORT_WARMUP) < 0 ? warmup : SHORT_WARMUP;
        }
    }

    /**
     * A gateway that answers a case.
     *
     * @param running answers
     * @param ask what to ask of it
     * @param compiles whether it needs load to become fast
     */
    private record Ready(RunningPeer running, Ask ask, boolean compiles) {}

    /** A gateway that has been started. */
    private record Started(ChatPeer peer, RunningPeer running) {}

    /**
     * @param leftOut is told who does not take part, and why
     */
    ChatBench(Lab lab, Plan plan, PrintWriter progress, List<String> leftOut) {
        this.lab = lab;
        this.plan = plan;
        this.progress = progress;
        this.leftOut = leftOut;
        direct = new ChatPeer(new DirectPeer(lab.direct()), "", ChatPeer.plain());
    }

    /**
     * @param cases that suit the lab's upstream
     */
    List<ChatCaseResult> run(List<ChatPeer> peers, List<ChatCase> cases)
            throws IOException, InterruptedException {
        List<Started> started = new ArrayList<>();
        started.add(new Started(direct, lab.direct()));
        for (ChatPeer peer : peers) {
            Optional<String> missing = peer.peer().missing(lab.site());
            if (missing.isPresent()) {
                leaveOut(peer.peer().name() + ": " + missing.get());
            } else {
                started.add(new Started(peer, peer.peer().start(lab.site())));
            }
        }
        List<ChatCaseResult> results = new ArrayList<>();
        for (ChatCase which : cases) {
            List<Ready> ready = ready(started, which);
            for (int load : plan.loads(which)) {
                results.add(measure(ready, which, load));
            }
        }
        return results;
    }

    private List<Ready> ready(List<Started> started, ChatCase which)
            throws IOException, InterruptedException {
        List<Ready> ready = new ArrayList<>();
        for (Started one : started) {
            String name = one.running().name();
            Optional<Ask> ask = one.peer().ask(which, lab.site());
            if (ask.isEmpty()) {
                leaveOut(name + ": it does not take: " + which.title());
                continue;
            }
            try {
                lab.awaitAnswer(one.running(), ask.get(), tried.add(name) ? START : NEXT);
                boolean compiles =
                        !one.peer().isPlain() || one.peer().peer().compilesWhileRunning();
                ready.add(warm(new Ready(one.running(), ask.get(), compiles), which));
            } catch (IOException e) {
                // One gateway that cannot do a case must not cost the figures of the others.
                leaveOut(which.title() + ": " + e.getMessage());
            }
        }
        return ready;
    }

    private Ready warm(Ready peer, ChatCase which) throws IOException, InterruptedException {
        Duration warmup = peer.compiles() ? plan.warmup() : plan.shortWarmup();
        say(
                "%s: warming up %s for %d s",
                which.option(), peer.running().name(), warmup.toSeconds());
        int most = plan.loads(which).stream().mapToInt(Integer::intValue).max().orElseThrow();
        lab.generator().run(load(peer, most, warmup));
        return peer;
    }

    private ChatCaseResult measure(List<Ready> peers, ChatCase which, int load)
            throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        var probe = new Probe(lab);
        for (Ready peer : peers) {
            lab.generator().run(load(peer, load, plan.shortWarmup()));
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Ready peer : peers) {
                Measurement one =
                        probe.measure(peer.running(), round, load(peer, load, plan.window()));
                measurements.add(one);
                say(
                        "%s, %d at once, round %d: %s %,.1f answers/s, %.1f CPU µs each",
                        which.option(),
                        load,
                        round,
                        one.peer(),
                        one.load().requestsPerSecond(),
                        one.cpuMicrosPerRequest());
            }
        }
        return new ChatCaseResult(which, new CaseResult(load, measurements));
    }

    private static Load load(Ready peer, int connections, Duration duration) {
        return new Load(peer.running().port(), peer.ask(), connections, duration);
    }

    private void leaveOut(String line) {
        leftOut.add(line);
        say("without %s", line);
    }

    private void say(String format, Object... values) {
        progress.printf(format + "%n", values);
        progress.flush();
    }
}
