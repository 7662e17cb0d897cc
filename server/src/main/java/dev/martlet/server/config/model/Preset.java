// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;

/** Services that Martlet answers by itself. */
public enum Preset {
    @Doc("Answers with what it was asked: for demos and tests.")
    ECHO
}
