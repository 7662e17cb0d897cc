// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Every process that the bench started; all of them end with it, also on failure and on Ctrl-C. */
final class Children implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path logs;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::endAll, "end-children");
    private boolean closed;

    Children(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a process whose output and errors go to {@code NAME.log} in the folder of logs. */
    Process start(String name, List<String> command) throws IOException {
        return start(name, command, Map.of());
    }

    /** The same with more environment variables. */
    synchronized Process start(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        if (closed) {
            throw new IllegalStateException("the bench is ending");
        }
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The end of a process's log, for messages. */
    String tail(String name) throws IOException {
        Path log = log(name);
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending; the hook finds nothing left to do.
        }
    }

    private void endAll() {
        List<Process> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(processes);
            processes.clear();
        }
        // Asked for first: once their parent is gone nobody knows the descendants any more.
        List<ProcessHandle> descendants = all.stream().flatMap(Process::descendants).toList();
        all.forEach(Process::destroy);
        long end = System.nanoTime() + GRACE.toNanos();
        for (Process process : all) {
            if (!endsBefore(process.toHandle(), end)) {
                process.destroyForcibly();
            }
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean endsBefore(ProcessHandle handle, long end) {
        try {
            handle.onExit().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }
}
