// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

/** How an answer in a JSON Schema is asked for. */
public enum StructuredOutput {
    /** With {@code output_config.format}, which the newer models and Anthropic's own API know. */
    NATIVE,
    /**
     * With a tool that takes the answer as its arguments and that the model has to call; for older
     * models and for other providers of this API. The call is turned back into text.
     */
    FORCED_TOOL
}
