// SPDX-License-Identifier: Apache-2.0
/** The dialect {@code openai-responses}: OpenAI's Responses API. */
@NullMarked
package dev.martlet.provider.openairesponses;

import org.jspecify.annotations.NullMarked;
