// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.time.Duration;

/**
 * What a generator is to do: a closed loop of requests over kept-alive connections.
 *
 * @param port of 127.0.0.1
 * @param ask what to send
 * @param connections how many, each with one request at a time
 * @param duration for how long
 */
record Load(int port, Ask ask, int connections, Duration duration) {

    static final String HOST = "127.0.0.1";

    String url() {
        return "http://" + HOST + ":" + port + ask.path();
    }
}
