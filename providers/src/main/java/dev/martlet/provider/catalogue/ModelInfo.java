// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

/**
 * What a model can do. A target that surely cannot serve a request is not asked; what nobody knows
 * is taken as possible.
 */
public interface ModelInfo {
    /** Nothing known: everything is tried. */
    ModelInfo UNKNOWN = new ModelInfo() {};

    /**
     * How many tokens prompt and answer have together.
     *
     * @return tokens, or 0 if unknown
     */
    default long contextWindow() {
        return 0;
    }

    /**
     * How many tokens an answer has at most.
     *
     * @return tokens, or 0 if unknown
     */
    default long maxOutput() {
        return 0;
    }

    /**
     * Whether it can call tools.
     *
     * @return false if it surely cannot
     */
    default boolean tools() {
        return true;
    }

    /**
     * Whether it sees images.
     *
     * @return false if it surely does not
     */
    default boolean vision() {
        return true;
    }

    /**
     * Whether it can be held to a JSON Schema.
     *
     * @return false if it surely cannot
     */
    default boolean schema() {
        return true;
    }
}
