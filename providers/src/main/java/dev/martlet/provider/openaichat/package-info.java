// SPDX-License-Identifier: Apache-2.0
/** The dialect {@code openai-chat}: OpenAI's Chat Completions API, and what its imitators made of it. */
@NullMarked
package dev.martlet.provider.openaichat;

import org.jspecify.annotations.NullMarked;
