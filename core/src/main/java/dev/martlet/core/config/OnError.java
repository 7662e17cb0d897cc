// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/** What becomes of a request when a policy throws. */
public enum OnError {
    @Doc("The request is refused. The default: a policy that is broken protects nothing.")
    DENY,
    @Doc("The policy is skipped; that is logged and counted.")
    ALLOW
}
