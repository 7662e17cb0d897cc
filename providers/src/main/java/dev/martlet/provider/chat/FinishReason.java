// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

/** Why an answer ended. */
public enum FinishReason {
    /** The model was done. */
    STOP,
    /** It wrote one of the stop sequences. */
    STOP_SEQUENCE,
    /** It reached the limit of tokens. */
    LENGTH,
    /** It waits for tools. */
    TOOL_CALLS,
    /** A filter of the provider cut it. */
    CONTENT_FILTER,
    /** The model declined. */
    REFUSAL,
    /** The provider paused a long turn; send it back to go on. */
    PAUSE,
    /** Something else; the raw word tells. */
    OTHER
}
