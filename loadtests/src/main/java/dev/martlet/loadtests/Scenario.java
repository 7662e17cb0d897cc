// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/**
 * One kind of traffic. A peer takes part in it if a configuration for it is kept under {@code
 * loadtests/peers/PEER/NAME.*}.
 *
 * @param name as in the file names
 * @param upstream what answers: the name of the upstream's configuration
 * @param path what the generator asks for
 * @param body the file with the upstream's answer, beside its configuration
 */
record Scenario(String name, String upstream, String path, String body) {

    static final Scenario HTTP = new Scenario("http", "http", "/orders?page=1", "orders.json");

    /** The same traffic while the configuration changes. */
    static final Scenario RELOAD = new Scenario("reload", "http", "/orders?page=1", "orders.json");

    /** A service that does so much at a time, and tenants that share it. */
    static final Scenario FAIR =
            new Scenario("fair", SlowServer.UPSTREAM, "/orders?tenant=calm", "orders.json");

    /** Chat completions in one piece. */
    static final Scenario CHAT = new Scenario("chat", "chat", "/v1/chat/completions", "chat.json");

    /** Streamed chat completions, through the same configurations. */
    static final Scenario CHAT_STREAMS =
            new Scenario("chat", StreamServer.UPSTREAM, "/v1/chat/completions", "chat.json");
}
