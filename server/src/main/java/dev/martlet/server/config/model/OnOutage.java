// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

/** What becomes of limited requests while the state cannot be used. */
public enum OnOutage {
    /** They go on by what was drawn before, and by what was known to be left. */
    LOCAL,
    /** They go on by what was drawn before; then they are refused. */
    DENY
}
