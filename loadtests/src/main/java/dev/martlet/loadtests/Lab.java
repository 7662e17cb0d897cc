// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One run: its folder, its upstream, its generator, and every process it started. */
final class Lab implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Children children;
    private final Generator generator;
    private final Site site;
    private final RunningPeer upstream;
    private final Ask ask;
    private final LoopbackClient client;

    private Lab(Scenario scenario, Path peers, Path work) throws IOException, InterruptedException {
        children = new Children(work);
        client = new LoopbackClient();
        try {
            generator = new Generator(children, peers, Executables.find("wrk"));
            var source = new Upstream(peers, work, children, Executables.find("nginx"));
            ask = Ask.get(scenario.path(), Files.readString(source.body(scenario)));
            upstream = source.start(scenario);
            site = new Site(scenario, peers, work, upstream.port(), children);
            awaitAnswer(upstream);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the upstream.
     *
     * @param peers the folder of configuration templates
     * @param work where logs and filled configurations go
     */
    static Lab open(Scenario scenario, Path peers, Path work)
            throws IOException, InterruptedException {
        Files.createDirectories(work);
        return new Lab(scenario, peers, work.toAbsolutePath());
    }

    Site site() {
        return site;
    }

    Generator generator() {
        return generator;
    }

    /**
     * The bench's own generator, which counts every request that got no answer as failed; some wrk
     * do not.
     */
    Generator strictGenerator() {
        return new Generator(children, site.peers(), Optional.empty());
    }

    /** The upstream as if it were a peer: what is possible without a proxy. */
    RunningPeer direct() {
        return new RunningPeer("direct", upstream.port(), upstream.process());
    }

    LoopbackClient client() {
        return client;
    }

    /** Starts a peer and waits until it passes on the upstream's answer. */
    RunningPeer start(Peer peer) throws IOException, InterruptedException {
        RunningPeer running = peer.start(site);
        awaitAnswer(running);
        return running;
    }

    void awaitAnswer(RunningPeer peer) throws IOException, InterruptedException {
        awaitAnswer(peer, ask, START_LIMIT);
    }

    /** Waits until a peer gives the answer that is expected. */
    void awaitAnswer(RunningPeer peer, Ask ask, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var last = LoopbackClient.Answer.NONE;
        while (System.nanoTime() < end && peer.process().isAlive()) {
            last = client.ask(peer.port(), ask);
            if (last.status() == 200 && last.body().contains(ask.expected())) {
                return;
            }
            Thread.sleep(PAUSE);
        }
        throw new IOException(
                "%s: status %d (expected: 200 and the upstream's answer within %d s)%n%s%n%s"
                        .formatted(
                                peer.name(),
                                last.status(),
                                limit.toSeconds(),
                                last.body(),
                                children.tail(peer.name())));
    }

    Load load(RunningPeer peer, int connections, Duration duration) {
        return new Load(peer.port(), ask, connections, duration);
    }

    @Override
    public void close() {
        children.close();
        client.close();
    }
}
