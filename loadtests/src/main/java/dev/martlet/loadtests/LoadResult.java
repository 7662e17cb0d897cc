// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a generator saw.
 *
 * @param requests answers received
 * @param micros how long it drove the load
 * @param p50Micros median latency
 * @param p99Micros latency that 1 % of the answers exceeded
 * @param maxMicros the slowest answer
 * @param errors how often each kind of failure happened: connect, read, write, timeout, status
 * @param cpuMicros CPU time of the generator itself
 * @param more what else it counted, by name
 */
record LoadResult(
        long requests,
        long micros,
        long p50Micros,
        long p99Micros,
        long maxMicros,
        Map<String, Long> errors,
        long cpuMicros,
        Map<String, Long> more) {

    private static final Set<String> OWN =
            Set.of("requests", "duration-us", "p50-us", "p99-us", "max-us", "cpu-us");

    private static final String ERRORS = "errors-";

    LoadResult {
        if (micros <= 0) {
            throw new IllegalArgumentException(
                    "duration-us: " + micros + " (expected: more than 0)");
        }
    }

    /** Reads the {@code key=value} lines among what the generator printed. */
    static LoadResult parse(String output) {
        Map<String, Long> values =
                output.lines()
                        .map(String::strip)
                        .filter(line -> line.matches("[a-z0-9-]+=-?[0-9]+"))
                        .map(line -> line.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0],
                                        pair -> Long.parseLong(pair[1]),
                                        (first, second) -> second,
                                        LinkedHashMap::new));
        Map<String, Long> errors = new LinkedHashMap<>();
        Map<String, Long> more = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(ERRORS)) {
                errors.put(key.substring(ERRORS.length()), value);
            } else if (!OWN.contains(key)) {
                more.put(key, value);
            }
        });
        return new LoadResult(
                value(values, "requests"),
                value(values, "duration-us"),
                value(values, "p50-us"),
                value(values, "p99-us"),
                value(values, "max-us"),
                errors,
                value(values, "cpu-us"),
                more);
    }

    private static long value(Map<String, Long> values, String key) {
        Long value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the load generator's report lacks "
                            + key
                            + " (it has "
                            + values.keySet()
                            + ")");
        }
        return value;
    }

    /** What else the generator counted; 0 if it did not. */
    long more(String name) {
        return more.getOrDefault(name, 0L);
    }

    double requestsPerSecond() {
        return requests * 1e6 / micros;
    }

    long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many CPUs the generator kept busy. */
    double generatorCpus() {
        return (double) cpuMicros / micros;
    }
}
