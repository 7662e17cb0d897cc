// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

/** Where state is kept. */
public enum StateKind {
    EMBEDDED,
    MEMORY,
    REDIS
}
