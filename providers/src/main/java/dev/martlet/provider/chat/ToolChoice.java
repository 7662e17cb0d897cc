// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

/** Whether and which tool the model has to call. */
public sealed interface ToolChoice {
    /** The model decides; what happens if nothing is said. */
    record Auto() implements ToolChoice {}

    /** No tool. */
    record None() implements ToolChoice {}

    /** At least one, of the model's choice. */
    record Required() implements ToolChoice {}

    /**
     * This one.
     *
     * @param name of the function
     */
    record Named(String name) implements ToolChoice {}
}
