// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A {@link CaseResult} as Markdown: the figures, and whether they can be trusted. */
record CaseTables(CaseResult result, String reference) {

    /** The row without a proxy. */
    static final String DIRECT = "direct";

    private static final double GENERATOR_LIMIT = 0.9;
    private static final double UPSTREAM_LIMIT = 0.9;
    private static final double OTHERS_LIMIT = 0.2;

    String markdown() {
        return "### %d %s%n%n%s"
                .formatted(
                        result.connections(),
                        result.connections() == 1 ? "connection" : "connections",
                        markdownWithoutHeading());
    }

    String markdownWithoutHeading() {
        return "%s%n%s%n%s".formatted(figures(), conditions(), String.join("", doubts()));
    }

    private MarkdownTable figures() {
        var table =
                new MarkdownTable(
                        "proxy",
                        "requests/s",
                        "p50 µs",
                        "p99 µs",
                        "added p50 µs",
                        "added p99 µs",
                        "CPU µs/request",
                        "CPU × " + reference,
                        "RSS MiB",
                        "failed");
        for (String peer : result.peers()) {
            table.row(
                    peer,
                    result.spread(peer, m -> m.load().requestsPerSecond()).format(0),
                    result.spread(peer, m -> m.load().p50Micros()).format(0),
                    result.spread(peer, m -> m.load().p99Micros()).format(0),
                    added(peer, result.added(peer, DIRECT, m -> m.load().p50Micros())),
                    added(peer, result.added(peer, DIRECT, m -> m.load().p99Micros())),
                    result.spread(peer, Measurement::cpuMicrosPerRequest).format(1),
                    ratio(peer),
                    result.spread(peer, Measurement::rssMebibytes).format(0),
                    Long.toString(failed(peer)));
        }
        return table;
    }

    MarkdownTable conditions() {
        var table =
                new MarkdownTable(
                        "while measuring",
                        "generator CPUs (of 1)",
                        "upstream CPU µs/request",
                        "upstream CPUs",
                        "machine busy %",
                        "CPUs used by others");
        for (String peer : result.peers()) {
            table.row(
                    peer,
                    result.spread(peer, m -> m.load().generatorCpus()).format(2),
                    result.spread(peer, Measurement::upstreamMicrosPerRequest).format(1),
                    result.spread(peer, Measurement::upstreamCpus).format(2),
                    result.spread(peer, m -> m.machineBusy() * 100).format(0),
                    result.spread(peer, Measurement::otherCpus).format(2));
        }
        return table;
    }

    /** What a reader must know before believing the figures. */
    private List<String> doubts() {
        return result.peers().stream()
                .flatMap(peer -> Stream.concat(bottlenecks(peer), doubtsOf(peer)))
                .toList();
    }

    /** Programs of one thread each that did nothing but this; direct is meant to fill them. */
    private Stream<String> bottlenecks(String peer) {
        List<String> doubts = new ArrayList<>();
        boolean direct = peer.equals(DIRECT);
        if (!direct && median(peer, m -> m.load().generatorCpus()) > GENERATOR_LIMIT) {
            doubts.add("- %s: the load generator was the bottleneck.%n".formatted(peer));
        }
        if (!direct && median(peer, Measurement::upstreamCpus) > UPSTREAM_LIMIT) {
            doubts.add("- %s: the upstream was the bottleneck.%n".formatted(peer));
        }
        return doubts.stream();
    }

    /** Doubts about a peer that hold for any kind of answer. */
    Stream<String> doubtsOf(String peer) {
        List<String> doubts = new ArrayList<>();
        if (result.spread(peer, Measurement::otherCpus).max() > OTHERS_LIMIT) {
            doubts.add("- %s: other programs used this machine meanwhile.%n".formatted(peer));
        }
        if (failed(peer) > 0) {
            doubts.add("- %s: requests failed.%n".formatted(peer));
        }
        return doubts.stream();
    }

    private double median(String peer, ToDoubleFunction<Measurement> figure) {
        return result.spread(peer, figure).median();
    }

    private long failed(String peer) {
        return result.of(peer).stream().mapToLong(m -> m.load().failed()).sum();
    }

    private static String added(String peer, Optional<Spread> added) {
        return peer.equals(DIRECT) ? "" : added.map(spread -> spread.format(0)).orElse("");
    }

    private String ratio(String peer) {
        return peer.equals(DIRECT)
                ? ""
                : result.ratio(peer, reference, Measurement::cpuMicrosPerRequest)
                        .map(spread -> spread.format(2))
                        .orElse("");
    }
}
