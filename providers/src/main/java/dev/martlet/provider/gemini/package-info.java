// SPDX-License-Identifier: Apache-2.0
/** The {@code gemini} dialect: generateContent, streamGenerateContent and countTokens. */
@NullMarked
package dev.martlet.provider.gemini;

import org.jspecify.annotations.NullMarked;
