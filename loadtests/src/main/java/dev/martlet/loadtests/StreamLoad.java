// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The load generator of streams: so many connections, each with one stream after another; every
 * event is checked.
 */
final class StreamLoad {

    /** They begin over this long, so that they do not all send in the same instant. */
    private static final long RAMP = TimeUnit.SECONDS.toNanos(1);

    private final int port;
    private final byte[] request;
    private final StreamTally tally;

    private StreamLoad(int port, byte[] request, StreamTally tally) {
        this.port = port;
        this.request = request;
        this.tally = tally;
    }

    /** Takes port, path, streams, seconds, events of each stream, file of the body, headers. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        List<String> ask = Arrays.asList(args).subList(5, args.length);
        var tally = new StreamTally(Integer.parseInt(args[4]));
        var load = new StreamLoad(port, HttpRequestBytes.of(port, args[1], ask), tally);
        long start = System.nanoTime();
        load.run(Integer.parseInt(args[2]), TimeUnit.SECONDS.toNanos(Long.parseLong(args[3])));
        long nanos = System.nanoTime() - start;
        long cpu = ProcStat.parse(Files.readString(Path.of("/proc/self/stat"))).micros();
        System.out.print(tally.report(nanos, cpu));
    }

    private void run(int streams, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            long begin = start + i * RAMP / streams;
            threads.add(Thread.ofVirtual().start(() -> drive(begin, start + nanos)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Streams that have begun are read to their end. */
    private void drive(long begin, long end) {
        LockSupport.parkNanos(begin - System.nanoTime());
        while (System.nanoTime() - end < 0) {
            try (var connection = new StreamConnection(port)) {
                while (System.nanoTime() - end < 0 && connection.usable()) {
                    var stream = new StreamRecord(tally.events(), System.nanoTime());
                    int status = connection.exchange(request, stream);
                    tally.add(stream, status);
                }
            } catch (IOException | RuntimeException e) {
                tally.broken();
                // A server that refuses connections must not be asked in a busy loop.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }
}
