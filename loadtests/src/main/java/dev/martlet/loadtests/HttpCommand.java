// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench http}: plain proxying, Martlet beside its peers. */
@Command(name = "http", description = "Plain HTTP through each proxy, several rounds in turn.")
final class HttpCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "measurements of each proxy (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "32,1",
            description = "numbers of connections to measure with (default: ${DEFAULT-VALUE})")
    private List<Integer> connections = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PEER",
            description = "leave out all others: nginx, haproxy, plain-helidon, martlet, …")
    private Set<String> only = Set.of();

    @Option(
            names = "--jfr",
            paramLabel = "FILE",
            description = "record Martlet while it is measured")
    private @Nullable Path jfr;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter progress = spec.commandLine().getErr();
        Instant now = Instant.now();
        Path out = common.out(Scenario.HTTP.name(), now.toEpochMilli());
        var plan =
                new HttpBench.Plan(
                        rounds,
                        connections,
                        common.seconds(),
                        common.warmup(),
                        Optional.ofNullable(jfr));
        List<Peer> peers = Catalogue.only(common.peers(), only);
        try (Lab lab = Lab.open(Scenario.HTTP, common.peersFolder(), out)) {
            var bench = new HttpBench(lab, plan, progress);
            List<CaseResult> results = bench.run(bench.available(peers));
            var report =
                    new Report(
                            Scenario.HTTP.name(),
                            Stamp.take(common.root(), now),
                            List.copyOf(spec.commandLine().getParseResult().originalArgs()),
                            lab.generator().name(),
                            results);
            report.write(out);
            spec.commandLine().getOut().println(report.markdown());
            progress.printf("%nResults and logs: %s%n", out);
            return report.anyFailed() ? 1 : 0;
        }
    }
}
