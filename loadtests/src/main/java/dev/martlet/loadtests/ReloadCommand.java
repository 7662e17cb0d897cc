// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench reload}: steady load on Martlet while its configuration changes. */
@Command(
        name = "reload",
        description = "Steady load while the configuration is reloaded; no request may fail.")
final class ReloadCommand implements Callable<Integer> {

    /**
     * No reload takes longer than this unless something is wrong; the load must outlast them all.
     */
    private static final Duration LONGEST_RELOAD = Duration.ofSeconds(2);

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Option(
            names = "--reloads",
            defaultValue = "100",
            description = "valid and invalid in turn (default: ${DEFAULT-VALUE})")
    private int reloads;

    @Option(
            names = "--connections",
            defaultValue = "32",
            description = "connections of the steady load (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--ignored-for",
            paramLabel = "MILLIS",
            defaultValue = "500",
            description =
                    "how long a broken file is watched to have no effect (default: ${DEFAULT-VALUE})")
    private int ignoredFor;

    @Option(names = "--token", defaultValue = "", description = "bearer token of the admin port")
    private String token = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter progress = spec.commandLine().getErr();
        Instant now = Instant.now();
        Path out = common.out(Scenario.RELOAD.name(), now.toEpochMilli());
        try (Lab lab = Lab.open(Scenario.RELOAD, common.peersFolder(), out)) {
            MartletPeer martlet = martlet(lab.site());
            int port = FreePort.next();
            int adminPort = FreePort.next();
            MartletConfig config = martlet.config(lab.site(), port, adminPort);
            RunningPeer running = martlet.start(lab.site(), config, port);
            lab.awaitAnswer(running);
            var target = new Reloads.Target(port, adminPort, token, Duration.ofMillis(ignoredFor));
            ReloadReport report = run(lab, running, new Reloads(lab.client(), config, target), now);
            report.write(out);
            spec.commandLine().getOut().println(report.markdown());
            progress.printf("%nResults and logs: %s%n", out);
            return report.passed() ? 0 : 1;
        }
    }

    private ReloadReport run(Lab lab, RunningPeer martlet, Reloads changes, Instant now)
            throws IOException, InterruptedException {
        Generator generator = lab.strictGenerator();
        generator.run(lab.load(martlet, connections, common.warmup()));
        var before = ReloadReport.Memory.of(martlet);
        Duration longest = common.seconds().plus(LONGEST_RELOAD.multipliedBy(reloads));
        Generator.Running load = generator.start(lab.load(martlet, connections, longest));
        while (changes.done() < reloads) {
            changes.next();
            if (!load.going()) {
                throw new IOException(
                        "the load ended after %d of %d reloads".formatted(changes.done(), reloads));
            }
        }
        LoadResult result = load.stop();
        return new ReloadReport(
                Stamp.take(common.root(), now),
                List.copyOf(spec.commandLine().getParseResult().originalArgs()),
                result,
                changes.done(),
                changes.surprises(),
                Spread.of(changes.millisUntilServed()),
                before,
                ReloadReport.Memory.of(martlet));
    }

    private MartletPeer martlet(Site site) throws IOException {
        MartletPeer martlet =
                common.peers().stream()
                        .filter(MartletPeer.class::isInstance)
                        .map(MartletPeer.class::cast)
                        .findFirst()
                        .orElseThrow();
        var missing = martlet.missing(site);
        if (missing.isPresent()) {
            throw new IOException("martlet: " + missing.get());
        }
        return martlet;
    }
}
