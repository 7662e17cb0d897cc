// SPDX-License-Identifier: Apache-2.0
/** The {@code anthropic-messages} dialect: /v1/messages and /v1/messages/count_tokens. */
@NullMarked
package dev.martlet.provider.anthropic;

import org.jspecify.annotations.NullMarked;
