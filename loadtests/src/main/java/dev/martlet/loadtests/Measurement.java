// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/**
 * One peer in one round.
 *
 * @param peer its name
 * @param round from 1
 * @param load what the generator saw
 * @param cpuMicros CPU time of all of the peer's processes
 * @param upstreamCpuMicros CPU time of the upstream
 * @param rssBytes resident memory of the peer right after the load
 * @param machineBusy share of all CPUs in use, 0 to 1
 * @param otherCpus CPUs that were busy with what is no part of the run
 */
record Measurement(
        String peer,
        int round,
        LoadResult load,
        long cpuMicros,
        long upstreamCpuMicros,
        long rssBytes,
        double machineBusy,
        double otherCpus) {

    double cpuMicrosPerRequest() {
        return perRequest(cpuMicros);
    }

    double upstreamMicrosPerRequest() {
        return perRequest(upstreamCpuMicros);
    }

    /** How many CPUs the upstream kept busy. */
    double upstreamCpus() {
        return (double) upstreamCpuMicros / load.micros();
    }

    private double perRequest(long micros) {
        return load.requests() == 0 ? Double.NaN : (double) micros / load.requests();
    }

    double rssMebibytes() {
        return rssBytes / (double) (1 << 20);
    }
}
