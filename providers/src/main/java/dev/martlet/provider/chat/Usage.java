// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

/**
 * Tokens of one answer, counted alike for every dialect: input includes what was read from and
 * written to the provider's cache, output includes what was thought. Details are parts of their
 * sums. All are 0 or more.
 *
 * @param input tokens of the prompt, cached ones included
 * @param cachedInput of these: read from the provider's cache
 * @param cacheWrite of these: written to the provider's cache
 * @param audioInput of these: audio
 * @param output tokens of the answer, reasoning included
 * @param reasoning of these: thought
 * @param audioOutput of these: audio
 */
public record Usage(
        long input,
        long cachedInput,
        long cacheWrite,
        long audioInput,
        long output,
        long reasoning,
        long audioOutput) {
    /** Nothing counted. */
    public static final Usage ZERO = new Usage(0, 0, 0, 0, 0, 0, 0);

    /**
     * Usage without details.
     *
     * @param input tokens of the prompt
     * @param output tokens of the answer
     */
    public Usage(long input, long output) {
        this(input, 0, 0, 0, output, 0, 0);
    }

    /**
     * Input and output.
     *
     * @return tokens
     */
    public long total() {
        return input + output;
    }
}
