// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench fair}: what a tenant notices of another one that floods a service. */
@Command(
        name = "fair",
        description = "A calm tenant alone, and beside one that floods the same service.")
final class FairCommand implements Callable<Integer> {

    /** So that the flood is there before the calm tenant is measured, and outlasts it. */
    private static final Duration AROUND = Duration.ofSeconds(1);

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "measurements of each case (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--calm",
            defaultValue = "2",
            description = "connections of the calm tenant (default: ${DEFAULT-VALUE})")
    private int calm;

    @Option(
            names = "--flood",
            defaultValue = "200",
            description = "connections of the flooding tenant (default: ${DEFAULT-VALUE})")
    private int flood;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "fair,adaptive,fifo",
            description = "what to measure (default: ${DEFAULT-VALUE})")
    private List<String> cases = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant now = Instant.now();
        Path out = common.out(Scenario.FAIR.name(), now.toEpochMilli());
        List<FairCase> chosen = cases.stream().map(FairCase::of).toList();
        List<FairResult> results = new ArrayList<>();
        for (FairCase one : chosen) {
            try (Lab lab =
                    Lab.open(Scenario.FAIR, common.peersFolder(), out.resolve(one.template()))) {
                results.add(measure(lab, one));
            }
        }
        var report =
                new FairReport(
                        Stamp.take(common.root(), now),
                        List.copyOf(spec.commandLine().getParseResult().originalArgs()),
                        results);
        report.write(out);
        spec.commandLine().getOut().println(report.markdown());
        spec.commandLine().getErr().printf("%nResults and logs: %s%n", out);
        return report.passed() ? 0 : 1;
    }

    private FairResult measure(Lab lab, FairCase which) throws IOException, InterruptedException {
        Path template = common.peersFolder().resolve("martlet/" + which.template() + ".yaml");
        var martlet =
                new MartletPeer(
                        MartletPeer.NAME,
                        common.root(),
                        common.martletJvm(),
                        Optional.of(template));
        Optional<String> missing = martlet.missing(lab.site());
        if (missing.isPresent()) {
            throw new IOException("martlet: " + missing.get());
        }
        PrintWriter progress = spec.commandLine().getErr();
        RunningPeer running = lab.start(martlet);
        Generator generator = lab.strictGenerator();
        progress.printf("%s: warming up%n", which.words());
        generator.run(flood(running, common.warmup()));
        List<FairResult.Round> measured = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            progress.printf("%s: round %d of %d%n", which.words(), round, rounds);
            measured.add(round(lab, generator, running));
        }
        return new FairResult(which.words(), which.judged(), measured);
    }

    private FairResult.Round round(Lab lab, Generator generator, RunningPeer martlet)
            throws IOException, InterruptedException {
        MachineCpu start = MachineCpu.now();
        LoadResult alone = generator.run(lab.load(martlet, calm, common.seconds()));
        double busyAlone = MachineCpu.now().busyShareSince(start);
        Duration longer = common.seconds().plus(AROUND.multipliedBy(30));
        Generator.Running flooding = generator.start(flood(martlet, longer));
        Thread.sleep(AROUND);
        MachineCpu middle = MachineCpu.now();
        LoadResult beside = generator.run(lab.load(martlet, calm, common.seconds()));
        double busyBeside = MachineCpu.now().busyShareSince(middle);
        LoadResult flooded = flooding.stop();
        return new FairResult.Round(alone, beside, flooded, busyAlone, busyBeside);
    }

    private Load flood(RunningPeer martlet, Duration duration) {
        return new Load(martlet.port(), Ask.get("/orders?tenant=flood", ""), flood, duration);
    }
}
