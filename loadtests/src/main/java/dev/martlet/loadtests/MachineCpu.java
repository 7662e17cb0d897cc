// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of the whole machine since its start, from the first line of {@code /proc/stat}.
 *
 * @param busyMicros time in which any CPU worked, summed over the CPUs
 * @param totalMicros all time, summed over the CPUs
 */
record MachineCpu(long busyMicros, long totalMicros) {

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    static MachineCpu now() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            return parse(lines.findFirst().orElseThrow());
        }
    }

    static MachineCpu parse(String line) {
        String[] fields = line.trim().split(" +", -1);
        if (!fields[0].equals("cpu") || fields.length <= IOWAIT + 1) {
            throw new IllegalArgumentException(
                    "/proc/stat: " + line + " (expected: cpu and its times)");
        }
        long total = 0;
        long idle = 0;
        // Guest times, after steal, are already within user and nice.
        for (int i = 0; i <= STEAL && i + 1 < fields.length; i++) {
            long ticks = Long.parseLong(fields[i + 1]);
            total += ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        return new MachineCpu(
                (total - idle) * ProcStat.MICROS_PER_TICK, total * ProcStat.MICROS_PER_TICK);
    }

    /** How much of all CPUs was in use since an earlier moment, 0 to 1. */
    double busyShareSince(MachineCpu earlier) {
        long total = totalMicros - earlier.totalMicros;
        return total <= 0 ? 0 : (double) (busyMicros - earlier.busyMicros) / total;
    }
}
