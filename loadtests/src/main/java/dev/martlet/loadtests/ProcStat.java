// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/**
 * The CPU time of one process as Linux tells it in {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param ownTicks user and system time of all of its threads, also of those that have ended
 * @param reapedTicks the same of its children that ended and were waited for
 */
record ProcStat(long ownTicks, long reapedTicks) {

    /** Linux shows user space 100 ticks a second on every architecture that a JDK 25 runs on. */
    static final long MICROS_PER_TICK = 10_000;

    private static final int UTIME = 14;
    private static final int FIELDS_UP_TO_COMMAND = 2;
    private static final int FIELDS_NEEDED = 17 - FIELDS_UP_TO_COMMAND;

    static ProcStat parse(String stat) {
        // The command stands in parentheses and may itself hold spaces and parentheses.
        int end = stat.lastIndexOf(')');
        String[] fields = end < 0 ? new String[0] : stat.substring(end + 1).trim().split(" +", -1);
        if (fields.length < FIELDS_NEEDED) {
            throw new IllegalArgumentException(
                    "/proc/PID/stat: " + stat.strip() + " (expected: at least 17 fields)");
        }
        int utime = UTIME - FIELDS_UP_TO_COMMAND - 1;
        return new ProcStat(
                Long.parseLong(fields[utime]) + Long.parseLong(fields[utime + 1]),
                Long.parseLong(fields[utime + 2]) + Long.parseLong(fields[utime + 3]));
    }

    /** Microseconds of both, in steps of 10,000. */
    long micros() {
        return (ownTicks + reapedTicks) * MICROS_PER_TICK;
    }
}
