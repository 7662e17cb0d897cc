// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Arrays;

/** What `bench chat` measures, one table for each. */
enum ChatCase {
    OPENAI("openai", "OpenAI in, OpenAI out, whole", "openai", "bench-whole", 0),
    ANTHROPIC("anthropic", "Anthropic in, OpenAI out, whole", "anthropic", "bench-whole", 0),
    PACED(
            "paced",
            "OpenAI in and out, streams of 64 events, one every 20 ms",
            "stream",
            "bench-pace-20",
            StreamServer.EVENTS),
    UNPACED(
            "unpaced",
            "OpenAI in and out, streams of 64 events, without a pace",
            "stream",
            "bench-pace-0",
            StreamServer.EVENTS);

    private final String option;
    private final String title;
    private final String request;
    private final String model;
    private final int events;

    ChatCase(String option, String title, String request, String model, int events) {
        this.option = option;
        this.title = title;
        this.request = request;
        this.model = model;
        this.events = events;
    }

    static ChatCase of(String option) {
        return Arrays.stream(values())
                .filter(one -> one.option.equals(option))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--cases: "
                                        + option
                                        + " (expected: any of "
                                        + Arrays.stream(values()).map(ChatCase::option).toList()
                                        + ")"));
    }

    /** As in {@code --cases}. */
    String option() {
        return option;
    }

    String title() {
        return title;
    }

    /** The template of its request. */
    String request() {
        return request;
    }

    /** What it asks for; tells the {@link StreamServer} the pace. */
    String model() {
        return model;
    }

    /** Of each answer; 0: in one piece. */
    int events() {
        return events;
    }

    boolean streamed() {
        return events > 0;
    }

    /**
     * What is asked of who understands OpenAI's dialect only: the upstream, and proxies that do not
     * look into requests.
     */
    ChatCase plain() {
        return this == ANTHROPIC ? OPENAI : this;
    }
}
