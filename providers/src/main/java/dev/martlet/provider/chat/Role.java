// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

/** Who speaks in a {@link Message}. */
public enum Role {
    /** The operator's instructions. */
    SYSTEM,
    /** The application's instructions, below the operator's (OpenAI's newer name for system). */
    DEVELOPER,
    /** The person. */
    USER,
    /** The model. */
    ASSISTANT,
    /** Results of tools; the parts are {@link Part.ToolResult}s. */
    TOOL
}
