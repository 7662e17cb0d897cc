// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;

/** Whether clients need a certificate; only asked if a client CA is given. */
public enum ClientAuth {
    @Doc("The handshake fails without a certificate.")
    REQUIRED,
    @Doc("A certificate is checked if there is one.")
    OPTIONAL
}
