// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of streams as Markdown.
 *
 * @param reference the peer whose CPU time is 1
 * @param paced whether an event can be late: without a pace it waits for those before it
 */
record StreamTables(CaseResult result, String reference, boolean paced) {

    String markdown() {
        return "%s%n%s%n%s%n%s"
                .formatted(figures(), times(), conditions(), String.join("", doubts()));
    }

    private MarkdownTable figures() {
        var table =
                new MarkdownTable(
                        "proxy",
                        "streams/s",
                        "events/s",
                        "lost",
                        "late",
                        "failed",
                        "sustained",
                        "CPU µs/event",
                        "CPU µs/stream",
                        "CPU × " + reference,
                        "RSS MiB");
        for (String peer : result.peers()) {
            table.row(
                    peer,
                    result.spread(peer, m -> m.load().requestsPerSecond()).format(1),
                    result.spread(peer, m -> perSecond(m)).format(0),
                    Long.toString(sum(peer, m -> lost(m))),
                    paced ? Long.toString(sum(peer, m -> m.load().more("late"))) : "",
                    Long.toString(sum(peer, m -> m.load().failed())),
                    paced ? (sustained(peer) ? "yes" : "no") : "",
                    result.spread(peer, m -> perEvent(m)).format(1),
                    result.spread(peer, Measurement::cpuMicrosPerRequest).format(0),
                    ratio(peer),
                    result.spread(peer, Measurement::rssMebibytes).format(0));
        }
        return table;
    }

    private MarkdownTable times() {
        var table =
                new MarkdownTable(
                        "proxy",
                        "first event p50 µs",
                        "first event p99 µs",
                        "event delay p50 µs",
                        "event delay p99 µs",
                        "event delay max µs",
                        "gap p99 µs");
        for (String peer : result.peers()) {
            table.row(
                    peer,
                    result.spread(peer, m -> m.load().more("first-p50-us")).format(0),
                    result.spread(peer, m -> m.load().more("first-p99-us")).format(0),
                    result.spread(peer, m -> m.load().p50Micros()).format(0),
                    result.spread(peer, m -> m.load().p99Micros()).format(0),
                    result.spread(peer, m -> m.load().maxMicros()).format(0),
                    result.spread(peer, m -> m.load().more("gap-p99-us")).format(0));
        }
        return table;
    }

    private MarkdownTable conditions() {
        return new CaseTables(result, reference).conditions();
    }

    private List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        if (paced && !sustained(CaseTables.DIRECT)) {
            doubts.add(
                    "- direct: generator and upstream alone do not sustain so many streams; the table tells nothing of the proxies.%n"
                            .formatted());
        }
        for (String peer : result.peers()) {
            new CaseTables(result, reference).doubtsOf(peer).forEach(doubts::add);
        }
        return doubts;
    }

    /** Every event of every stream came, in its place, and in time. */
    private boolean sustained(String peer) {
        return sum(peer, m -> m.load().more("late") + m.load().failed()) == 0
                && sum(peer, m -> m.load().requests()) > 0;
    }

    private String ratio(String peer) {
        return peer.equals(CaseTables.DIRECT)
                ? ""
                : result.ratio(peer, reference, m -> perEvent(m))
                        .map(spread -> spread.format(2))
                        .orElse("");
    }

    private long sum(String peer, ToDoubleFunction<Measurement> figure) {
        return Math.round(result.of(peer).stream().mapToDouble(figure).sum());
    }

    private static double lost(Measurement one) {
        return one.load().errors().getOrDefault("lost", 0L);
    }

    private static double perSecond(Measurement one) {
        return one.load().more("events") * 1e6 / one.load().micros();
    }

    static double perEvent(Measurement one) {
        long events = one.load().more("events");
        return events == 0 ? Double.NaN : (double) one.cpuMicros() / events;
    }
}
