// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A load generator: a process that ends by itself and prints {@link LoadResult}'s lines. */
final class Generator {

    /**
     * How much longer than asked a generator may take: to connect, to wait for last answers, to
     * report.
     */
    private static final Duration OVERTIME = Duration.ofSeconds(15);

    private final Children children;
    private final Optional<Path> wrk;
    private final Path wrkReport;
    private int runs;

    Generator(Children children, Path peers, Optional<Path> wrk) {
        this.children = children;
        this.wrk = wrk;
        wrkReport = peers.resolve("wrk/report.lua");
    }

    String name() {
        return wrk.isPresent() ? "wrk" : "the bench's own (wrk is not installed)";
    }

    /** Drives the load to its end. */
    LoadResult run(Load load) throws IOException, InterruptedException {
        return start(load).await();
    }

    /** Begins to drive the load. */
    Running start(Load load) throws IOException {
        String name = (usesWrk(load) ? "wrk-" : "load-") + ++runs;
        return new Running(name, children.start(name, command(load)), load);
    }

    private List<String> command(Load load) {
        String seconds = Long.toString(load.duration().toSeconds());
        String connections = Integer.toString(load.connections());
        List<String> command = new ArrayList<>();
        if (usesWrk(load)) {
            command.addAll(
                    List.of(
                            wrk.orElseThrow().toString(),
                            "--threads=1",
                            "--connections=" + connections,
                            "--duration=" + seconds + "s",
                            "--timeout=10s",
                            "--script=" + wrkReport,
                            load.url(),
                            "--"));
        } else {
            command.addAll(
                    List.of(
                            Executables.jdk("java"),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            program(load).getName(),
                            Integer.toString(load.port()),
                            load.ask().path(),
                            connections,
                            seconds));
        }
        if (load.ask().events() > 0) {
            command.add(Integer.toString(load.ask().events()));
        }
        command.addAll(load.ask().arguments());
        return command;
    }

    /** wrk does not look into streams. */
    private boolean usesWrk(Load load) {
        return wrk.isPresent() && load.ask().events() == 0;
    }

    private static Class<?> program(Load load) {
        return load.ask().events() > 0 ? StreamLoad.class : ClosedLoop.class;
    }

    /** A load that is being driven. */
    final class Running {

        private final String name;
        private final Process process;
        private final Load load;

        private Running(String name, Process process, Load load) {
            this.name = name;
            this.process = process;
            this.load = load;
        }

        boolean going() {
            return process.isAlive();
        }

        /** Ends the load before its time; the generators report what they saw so far. */
        LoadResult stop() throws IOException, InterruptedException {
            // wrk knows SIGINT only; a JVM started in the background may have been told to ignore
            // it.
            String signal = usesWrk(load) ? "-INT" : "-TERM";
            new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
            return await();
        }

        LoadResult await() throws IOException, InterruptedException {
            Duration limit = load.duration().plus(OVERTIME);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "the load generator did not end within " + limit.toSeconds() + " s");
            }
            try {
                return LoadResult.parse(children.tail(name));
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage() + "\n" + children.tail(name), e);
            }
        }
    }
}
