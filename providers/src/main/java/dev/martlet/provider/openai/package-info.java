// SPDX-License-Identifier: Apache-2.0
/** What OpenAI's two chat APIs have in common: strict reading of fields, data URLs, errors. */
@NullMarked
package dev.martlet.provider.openai;

import org.jspecify.annotations.NullMarked;
