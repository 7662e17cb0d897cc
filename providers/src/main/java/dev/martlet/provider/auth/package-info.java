// SPDX-License-Identifier: Apache-2.0
/** How requests to providers prove who sends them: keys, AWS signatures, tokens of service accounts. */
@NullMarked
package dev.martlet.provider.auth;

import org.jspecify.annotations.NullMarked;
