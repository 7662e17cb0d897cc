// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and all of its living descendants have used so far.
 *
 * @param cpuMicros CPU time in microseconds, in steps of 10,000; time of descendants that ended and
 *     were waited for is in it, so it does not fall when a worker goes
 * @param rssBytes resident memory, summed over the processes (pages that they share count for each)
 */
record ProcessSample(long cpuMicros, long rssBytes) {

    private static final Path PROC = Path.of("/proc");
    private static final String RSS = "VmRSS:";

    static ProcessSample of(ProcessHandle root) throws IOException {
        long cpu = 0;
        long rss = 0;
        for (ProcessHandle process : Stream.concat(Stream.of(root), root.descendants()).toList()) {
            Path folder = PROC.resolve(Long.toString(process.pid()));
            try {
                cpu += ProcStat.parse(Files.readString(folder.resolve("stat"))).micros();
                rss += rssBytes(Files.readAllLines(folder.resolve("status")));
            } catch (NoSuchFileException e) {
                if (process.pid() == root.pid()) {
                    throw new IOException("process " + root.pid() + " has ended", e);
                }
            }
        }
        return new ProcessSample(cpu, rss);
    }

    /** Reads {@code VmRSS: 1234 kB}; a process that is ending has no such line and no memory. */
    static long rssBytes(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(RSS))
                .map(line -> line.substring(RSS.length()).trim().split(" +", -1)[0])
                .mapToLong(kib -> Long.parseLong(kib) * 1024)
                .findFirst()
                .orElse(0);
    }
}
