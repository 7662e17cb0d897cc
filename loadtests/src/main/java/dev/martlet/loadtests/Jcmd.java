// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks a running JVM for a flight recording or for its heap. */
record Jcmd(ProcessHandle jvm) {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final long LIMIT_SECONDS = 60;

    /** Begins to record with the JDK's {@code profile} settings. */
    void startRecording() throws IOException, InterruptedException {
        ask("JFR.start", "name=bench", "settings=profile", "maxsize=512m");
    }

    void stopRecording(Path file) throws IOException, InterruptedException {
        ask("JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
    }

    /** Bytes of the heap that are in use after a full collection. */
    long liveHeapBytes() throws IOException, InterruptedException {
        ask("GC.run");
        return usedHeapBytes(ask("GC.heap_info"));
    }

    /**
     * Adds up {@code used nK} of what {@code GC.heap_info} prints; metaspace is no part of the
     * heap.
     */
    static long usedHeapBytes(String heapInfo) {
        String heap = heapInfo.split("Metaspace", 2)[0];
        long kibibytes =
                USED.matcher(heap).results().mapToLong(m -> Long.parseLong(m.group(1))).sum();
        if (kibibytes == 0) {
            throw new IllegalArgumentException(
                    "GC.heap_info: " + heapInfo + " (expected: used nK)");
        }
        return kibibytes * 1024;
    }

    private String ask(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Executables.jdk("jcmd"));
        command.add(Long.toString(jvm.pid()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // Its output is a few lines: they fit the pipe, so waiting first cannot block it.
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(
                    String.join(" ", words) + " took more than " + LIMIT_SECONDS + " s");
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
        return output;
    }
}
