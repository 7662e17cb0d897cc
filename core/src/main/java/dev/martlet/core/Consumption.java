// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * What an exchange has really used.
 *
 * @param inputTokens of the prompt, those from a provider's cache included
 * @param outputTokens of the answer, reasoning included
 * @param nanoUsd what it costs in 10⁻⁹ US dollars; 0 if the price is unknown
 */
public record Consumption(long inputTokens, long outputTokens, long nanoUsd) {
    /** Nothing. */
    public static final Consumption NONE = new Consumption(0, 0, 0);
}
