// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import java.io.IOException;
import java.net.URI;

/** Sends one POST of a form to a token endpoint; whoever implements it bounds time and size. */
@FunctionalInterface
public interface TokenExchange {
    /**
     * Sends the form and waits for the answer.
     *
     * @param endpoint where to
     * @param form the body, {@code application/x-www-form-urlencoded}
     * @return what came back, whatever its status
     * @throws IOException if nothing came back
     */
    Answer post(URI endpoint, String form) throws IOException;

    /**
     * What a token endpoint answered.
     *
     * @param status the HTTP status
     * @param body the body, as text
     */
    record Answer(int status, String body) {}
}
