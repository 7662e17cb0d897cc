// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/**
 * One kind of traffic. A peer takes part in it if a configuration for it is kept under {@code
 * loadtests/peers/PEER/NAME.*}.
 *
 * @param name as in the file names
 * @param upstream what answers: the name of the upstream's configuration
 * @param path what the generator asks for
 */
record Scenario(String name, String upstream, String path) {

    static final Scenario HTTP = new Scenario("http", "http", "/orders?page=1");

    /** The same traffic while the configuration changes. */
    static final Scenario RELOAD = new Scenario("reload", "http", "/orders?page=1");
}
