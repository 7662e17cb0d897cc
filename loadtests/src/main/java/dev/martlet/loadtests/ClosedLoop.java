// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The load generator for machines without wrk: one thread, non-blocking, one request at a time per
 * connection.
 */
final class ClosedLoop {

    private final InetSocketAddress target;
    private final byte[] request;
    private final Histogram latencies = new Histogram();
    private long answers;
    private long connectErrors;
    private long readErrors;
    private long statusErrors;
    private volatile boolean stopped;

    private ClosedLoop(int port, byte[] request) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = request;
    }

    /** Takes port, path, connections and seconds; to post: also the file of a body, and headers. */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        List<String> ask = Arrays.asList(args).subList(4, args.length);
        var loop = new ClosedLoop(port, HttpRequestBytes.of(port, args[1], ask));
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> loop.stopAndWaitFor(main));
        Runtime.getRuntime().addShutdownHook(hook);
        long start = System.nanoTime();
        loop.run(Integer.parseInt(args[2]), TimeUnit.SECONDS.toNanos(Long.parseLong(args[3])));
        loop.report(System.nanoTime() - start);
    }

    /** On SIGINT the report must still be printed before the JVM goes. */
    private void stopAndWaitFor(Thread main) {
        stopped = true;
        try {
            main.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int connections, long nanos) throws IOException {
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                connect(selector);
            }
            while (!stopped && System.nanoTime() - start < nanos && !selector.keys().isEmpty()) {
                selector.select(100);
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    serve(key, selector);
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
    }

    private void connect(Selector selector) {
        try {
            SocketChannel channel = SocketChannel.open(target);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            var connection = new ClosedLoopConnection(channel, request);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connection.send(System.nanoTime());
        } catch (IOException e) {
            connectErrors++;
        }
    }

    private void serve(SelectionKey key, Selector selector) {
        var connection = (ClosedLoopConnection) key.attachment();
        try {
            if (!connection.readWhole()) {
                return;
            }
            long now = System.nanoTime();
            latencies.record(TimeUnit.NANOSECONDS.toMicros(now - connection.sentAt()));
            answers++;
            statusErrors += connection.status() > 399 ? 1 : 0;
            if (connection.last()) {
                connection.close();
                connect(selector);
                return;
            }
            connection.send(now);
        } catch (IOException e) {
            // Also a connection that ends without an answer, which some versions of wrk do not
            // count.
            readErrors++;
            connection.close();
            connect(selector);
        }
    }

    private void report(long nanos) throws IOException {
        long cpu = ProcStat.parse(Files.readString(Path.of("/proc/self/stat"))).micros();
        System.out.printf(
                "requests=%d%nduration-us=%d%np50-us=%d%np99-us=%d%nmax-us=%d%nerrors-connect=%d%n"
                        + "errors-read=%d%nerrors-status=%d%ncpu-us=%d%n",
                answers,
                TimeUnit.NANOSECONDS.toMicros(nanos),
                latencies.percentile(50),
                latencies.percentile(99),
                latencies.max(),
                connectErrors,
                readErrors,
                statusErrors,
                cpu);
    }
}
