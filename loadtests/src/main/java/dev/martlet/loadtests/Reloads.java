// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes a running Martlet's configuration, valid and invalid in turn, by {@code POST /reload} and
 * by the file alone in turn, and checks after each which version is served.
 */
final class Reloads {

    private static final String GENERATION_PATH = "/bench/generation";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final LoopbackClient client;
    private final MartletConfig config;
    private final Target target;
    private final List<String> surprises = new ArrayList<>();
    private final List<Double> millisUntilServed = new ArrayList<>();
    private int generation;
    private int done;

    /**
     * The Martlet to change.
     *
     * @param port of the listener
     * @param adminPort of {@code POST /reload}
     * @param token for it, or empty
     * @param ignoredFor how long a broken file is watched to have no effect, longer than Martlet
     *     takes to notice it
     */
    record Target(int port, int adminPort, String token, Duration ignoredFor) {}

    Reloads(LoopbackClient client, MartletConfig config, Target target) {
        this.client = client;
        this.config = config;
        this.target = target;
    }

    /** One reload, the next of the four kinds. */
    void next() throws IOException, InterruptedException {
        boolean valid = done % 2 == 0;
        boolean byPost = done / 2 % 2 == 0;
        done++;
        long start = System.nanoTime();
        if (valid) {
            config.write(++generation);
        } else {
            config.writeInvalid(generation + 1);
        }
        if (byPost) {
            checkAnswer(valid);
        }
        if (valid) {
            awaitGeneration(start);
        } else {
            checkThatNothingChanges(byPost ? Duration.ZERO : target.ignoredFor());
        }
    }

    private void checkAnswer(boolean valid) throws InterruptedException {
        var answer = client.post(target.adminPort(), "/reload", target.token());
        boolean accepted = answer.status() == 200;
        boolean refused = answer.status() >= 400 && answer.status() < 500;
        if (valid ? !accepted : !refused) {
            surprise(
                    "POST /reload of a%s file: %d %s"
                            .formatted(
                                    valid ? " valid" : "n invalid",
                                    answer.status(),
                                    answer.body()));
        }
    }

    private void awaitGeneration(long start) throws InterruptedException {
        while (!served().equals(expected())) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                surprise("served %s (expected: %s)".formatted(served(), expected()));
                return;
            }
            Thread.sleep(POLL);
        }
        millisUntilServed.add((System.nanoTime() - start) / 1e6);
    }

    private void checkThatNothingChanges(Duration watched) throws InterruptedException {
        long start = System.nanoTime();
        do {
            String served = served();
            if (!served.equals(expected())) {
                surprise(
                        "after an invalid file: served %s (expected: %s)"
                                .formatted(served, expected()));
                return;
            }
            Thread.sleep(POLL);
        } while (System.nanoTime() - start < watched.toNanos());
    }

    private String served() throws InterruptedException {
        return client.get(target.port(), GENERATION_PATH).body();
    }

    private String expected() {
        return "generation " + generation;
    }

    private void surprise(String what) {
        surprises.add("reload " + done + ": " + what);
    }

    int done() {
        return done;
    }

    /** Everything that was not as it has to be. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** How long each valid version took from the file to the first answer. */
    List<Double> millisUntilServed() {
        return List.copyOf(millisUntilServed);
    }
}
