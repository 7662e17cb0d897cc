// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * What was set aside for an exchange when it was let in. Whoever learns what was really used says
 * so; whatever is over is given back. Without a word, all is given back when the exchange closes.
 * Safe from any thread.
 */
public interface Bill {
    /** Where an exchange keeps it. */
    Key<Bill> KEY = Key.named("bill");

    /**
     * Settles; only the first call counts.
     *
     * @param used what the exchange has used
     */
    void settle(Consumption used);
}
